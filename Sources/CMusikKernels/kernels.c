#include "musik_kernels.h"

#include "wide.h"

#include <math.h>
#include <string.h>

// The modified Bessel function of the first kind, order 0, by its power series.
static double bessel(double x) {
    double term = 1, sum = 1;
    for (int k = 1; k < 40; k++) {
        term *= x / (2.0 * k) * (x / (2.0 * k));
        sum += term;
    }
    return sum;
}

void musik_peak_coefficients(float *coefficients) {
    const double pi = 3.14159265358979323846;
    const double reach = MUSIK_PEAK_TAPS / 2.0;
    const double beta = 5;
    for (int phase = 0; phase < MUSIK_PEAK_PHASES; phase++) {
        double taps[MUSIK_PEAK_TAPS];
        double sum = 0;
        for (int tap = 0; tap < MUSIK_PEAK_TAPS; tap++) {
            double t = tap - (reach - 1) - (double)phase / MUSIK_PEAK_PHASES;
            double sinc = t == 0 ? 1 : sin(pi * t) / (pi * t);
            double x = t / reach;
            double window = fabs(x) >= 1 ? 0 : bessel(beta * sqrt(1 - x * x)) / bessel(beta);
            taps[tap] = sinc * window;
            sum += taps[tap];
        }
        for (int tap = 0; tap < MUSIK_PEAK_TAPS; tap++) {
            coefficients[phase * MUSIK_PEAK_TAPS + tap] = (float)(taps[tap] / sum);
        }
    }
}

// Inlined, so that each caller's version gets its own vectors.
static inline __attribute__((always_inline)) float largest(const float *samples, size_t count) {
    float lanes[16] = {0};
    size_t n = 0;
    for (; n + 16 <= count; n += 16) {
        for (size_t lane = 0; lane < 16; lane++) {
            float a = fabsf(samples[n + lane]);
            lanes[lane] = a > lanes[lane] ? a : lanes[lane];
        }
    }
    float peak = 0;
    for (size_t lane = 0; lane < 16; lane++) peak = lanes[lane] > peak ? lanes[lane] : peak;
    for (; n < count; n++) {
        float a = fabsf(samples[n]);
        peak = a > peak ? a : peak;
    }
    return peak;
}

WIDE float musik_absolute_peak(const float *samples, size_t count) {
    return largest(samples, count);
}

// Sixteen samples at a time stay in registers over all phases and taps.
WIDE void musik_true_peaks(const float *frames_in, size_t frames, const float *coefficients,
                           float bound, float floor, float *peaks) {
    enum { WIDTH = 32, AROUND = WIDTH + 2 * (MUSIK_PEAK_TAPS - 1) };
    size_t samples = frames * 2;
    for (size_t base = 0; base < samples; base += WIDTH) {
        float best[WIDTH];
        size_t width = samples - base < WIDTH ? samples - base : WIDTH;
        float window[AROUND];
        const float *x = frames_in + base;
        if (width < WIDTH) {
            memset(window, 0, sizeof window);
            memcpy(window, x, (width + 2 * (MUSIK_PEAK_TAPS - 1)) * sizeof(float));
            x = window;
        }
        for (size_t n = 0; n < WIDTH; n++) best[n] = fabsf(x[n + MUSIK_PEAK_TAPS - 2]);
        int phases = largest(x, AROUND) * bound > floor ? MUSIK_PEAK_PHASES : 1;
        for (int phase = 1; phase < phases; phase++) {
            const float *c = coefficients + phase * MUSIK_PEAK_TAPS;
            float sum[WIDTH];
            for (size_t n = 0; n < WIDTH; n++) sum[n] = c[0] * x[n];
            for (int tap = 1; tap < MUSIK_PEAK_TAPS; tap++) {
                for (size_t n = 0; n < WIDTH; n++) sum[n] += c[tap] * x[n + 2 * tap];
            }
            for (size_t n = 0; n < WIDTH; n++) {
                float a = fabsf(sum[n]);
                best[n] = a > best[n] ? a : best[n];
            }
        }
        for (size_t n = 0; n + 1 < width; n += 2) {
            peaks[(base + n) / 2] = best[n] > best[n + 1] ? best[n] : best[n + 1];
        }
    }
}

WIDE void musik_fade(float *envelope, size_t frames, int64_t position, int64_t length,
                     double correlation, int incoming) {
    double scale = 1.0 / (double)length;
    for (size_t n = 0; n < frames; n++) {
        double p = ((double)(position + (int64_t)n) + 0.5) * scale;
        double rising = p * p * (3 - 2 * p);
        double falling = 1 - rising;
        double norm =
            sqrt(falling * falling + rising * rising + 2 * correlation * falling * rising);
        envelope[n] *= (float)((incoming ? rising : falling) / norm);
    }
}

WIDE void musik_line(float *envelope, size_t frames, int64_t position, int64_t length, float from,
                     float to) {
    float step = (to - from) / (float)length;
    for (size_t n = 0; n < frames; n++) {
        envelope[n] = from + step * (float)(position + (int64_t)n);
    }
}

WIDE void musik_interleave(float *out, const int32_t *const *planes, size_t channels, size_t first,
                           size_t frames, float gain) {
    if (channels == 2) {
        const int32_t *left = planes[0] + first;
        const int32_t *right = planes[1] + first;
        for (size_t n = 0; n < frames; n++) {
            out[2 * n] = gain * (float)left[n];
            out[2 * n + 1] = gain * (float)right[n];
        }
        return;
    }
    for (size_t channel = 0; channel < channels; channel++) {
        const int32_t *plane = planes[channel] + first;
        for (size_t n = 0; n < frames; n++) out[n * channels + channel] = gain * (float)plane[n];
    }
}

WIDE void musik_mix(float *sum, const float *source, const float *envelope, size_t frames) {
    for (size_t n = 0; n < frames; n++) {
        sum[2 * n] += envelope[n] * source[2 * n];
        sum[2 * n + 1] += envelope[n] * source[2 * n + 1];
    }
}

WIDE void musik_apply(float *samples, const float *envelope, size_t frames) {
    for (size_t n = 0; n < frames; n++) {
        samples[2 * n] *= envelope[n];
        samples[2 * n + 1] *= envelope[n];
    }
}

WIDE double musik_energy(const float *samples, size_t count) {
    double lanes[8] = {0};
    size_t n = 0;
    for (; n + 8 <= count; n += 8) {
        for (size_t lane = 0; lane < 8; lane++) {
            double x = samples[n + lane];
            lanes[lane] += x * x;
        }
    }
    double sum = 0;
    for (size_t lane = 0; lane < 8; lane++) sum += lanes[lane];
    for (; n < count; n++) sum += (double)samples[n] * samples[n];
    return sum;
}

// A bijective mixing of 32 bits (the finaliser of MurmurHash3): neighbours become unrelated.
static inline uint32_t scramble(uint32_t x) {
    x ^= x >> 16;
    x *= 0x85ebca6bu;
    x ^= x >> 13;
    x *= 0xc2b2ae35u;
    x ^= x >> 16;
    return x;
}

// Two uniform values of 16 bits each, summed: triangular between -1 and +1 steps.
static inline float triangular(uint32_t sample_number) {
    uint32_t bits = scramble(sample_number + 0x9e3779b9u);
    return ((float)(int32_t)(bits >> 16) + (float)(int32_t)(bits & 0xffff) - 65535.0f) *
           (1.0f / 65536.0f);
}

WIDE void musik_to_s16(int16_t *out, const float *in, size_t frames, int64_t index, int dither) {
    size_t count = frames * 2;
    uint32_t first = (uint32_t)index * 2;
    float amount = dither ? 1.0f : 0.0f;
    for (size_t n = 0; n < count; n++) {
        float x = in[n] * 32768.0f + amount * triangular(first + (uint32_t)n);
        x = x > 32767.0f ? 32767.0f : x;
        x = x < -32768.0f ? -32768.0f : x;
        out[n] = (int16_t)(int32_t)rintf(x);
    }
}

// In double precision: a float has no room for a dithered 24-bit value near full scale.
static inline int32_t to_24_bits(float in, uint32_t sample_number, double amount) {
    double x = (double)in * 8388608.0 + amount * (double)triangular(sample_number);
    x = x > 8388607.0 ? 8388607.0 : x;
    x = x < -8388608.0 ? -8388608.0 : x;
    return (int32_t)rint(x);
}

WIDE void musik_to_s24in3(uint8_t *out, const float *in, size_t frames, int64_t index,
                          int dither) {
    uint32_t first = (uint32_t)index * 2;
    for (size_t n = 0; n < frames * 2; n++) {
        uint32_t x = (uint32_t)to_24_bits(in[n], first + (uint32_t)n, dither ? 1 : 0);
        out[3 * n] = (uint8_t)x;
        out[3 * n + 1] = (uint8_t)(x >> 8);
        out[3 * n + 2] = (uint8_t)(x >> 16);
    }
}

WIDE void musik_to_s24in4(int32_t *out, const float *in, size_t frames, int64_t index,
                          int dither) {
    uint32_t first = (uint32_t)index * 2;
    for (size_t n = 0; n < frames * 2; n++) {
        out[n] = to_24_bits(in[n], first + (uint32_t)n, dither ? 1 : 0);
    }
}

WIDE void musik_to_s32(int32_t *out, const float *in, size_t frames) {
    for (size_t n = 0; n < frames * 2; n++) {
        double x = (double)in[n] * 2147483648.0;
        x = x > 2147483647.0 ? 2147483647.0 : x;
        x = x < -2147483648.0 ? -2147483648.0 : x;
        out[n] = (int32_t)rint(x);
    }
}

WIDE void musik_sliding_minimum(float *minimum, const float *values, size_t count, size_t reach) {
    memcpy(minimum, values, count * sizeof(float));
    for (size_t offset = 1; offset <= reach; offset++) {
        for (size_t n = 0; n < count; n++) {
            float x = values[n + offset];
            minimum[n] = x < minimum[n] ? x : minimum[n];
        }
    }
}

WIDE void musik_peak_gains(float *gains, const float *peaks, size_t count, float ceiling) {
    for (size_t n = 0; n < count; n++) {
        float before = peaks[(ptrdiff_t)n - 1];
        float peak = before > peaks[n] ? before : peaks[n];
        gains[n] = peak > ceiling ? ceiling / peak : 1.0f;
    }
}
