#include "musik_resample.h"

#include "wide.h"

#include <math.h>
#include <string.h>

typedef float lanes16 __attribute__((vector_size(16 * sizeof(float))));
typedef float lanes8 __attribute__((vector_size(8 * sizeof(float))));
typedef float lanes4 __attribute__((vector_size(4 * sizeof(float))));

// Sixteen floats from anywhere.
typedef float loose16 __attribute__((vector_size(16 * sizeof(float)), aligned(sizeof(float))));
#define AT(pointer) (*(const loose16 *)(pointer))

// The modified Bessel function of the first kind, order 0, by its power series.
static double bessel(double x) {
    double term = 1, sum = 1;
    for (int k = 1; k < 80; k++) {
        term *= x / (2.0 * k) * (x / (2.0 * k));
        sum += term;
    }
    return sum;
}

static double tap_at(double t, double reach, double beta) {
    const double pi = 3.14159265358979323846;
    double x = t / reach;
    if (fabs(x) >= 1) return 0;
    double sinc = t == 0 ? 1 : sin(pi * t) / (pi * t);
    return sinc * bessel(beta * sqrt(1 - x * x)) / bessel(beta);
}

// Each parabola meets the tap at the three Chebyshev points of its segment, so that its largest
// error, at 20 kHz of 48 kHz, is 146 dB below the sound.
void musik_resample_table(float *table, size_t taps, double beta) {
    const double reach = (double)taps / 2;
    const double node = sqrt(3.0) / 4;
    for (size_t segment = 0; segment < MUSIK_RESAMPLE_SEGMENTS; segment++) {
        float *terms = table + segment * MUSIK_RESAMPLE_TERMS * taps;
        double centre = ((double)segment + 0.5) / MUSIK_RESAMPLE_SEGMENTS;
        for (size_t tap = 0; tap < taps; tap++) {
            double t = (double)tap - (reach - 1) - centre;
            double step = node / MUSIK_RESAMPLE_SEGMENTS;
            double middle = tap_at(t, reach, beta);
            // A later position is nearer to the later taps.
            double above = tap_at(t - step, reach, beta);
            double below = tap_at(t + step, reach, beta);
            terms[tap] = (float)middle;
            terms[taps + tap] = (float)((above - below) / (2 * node));
            terms[2 * taps + tap] = (float)((above + below - 2 * middle) / (2 * node * node));
        }
    }
}

WIDE void musik_deinterleave(float *const *planes, const float *in, size_t channels,
                             size_t frames) {
    if (channels == 2) {
        float *left = planes[0], *right = planes[1];
        for (size_t n = 0; n < frames; n++) {
            left[n] = in[2 * n];
            right[n] = in[2 * n + 1];
        }
        return;
    }
    for (size_t channel = 0; channel < channels; channel++) {
        float *plane = planes[channel];
        for (size_t n = 0; n < frames; n++) plane[n] = in[n * channels + channel];
    }
}

// Always in the same order, so that no machine sums differently.
static inline __attribute__((always_inline)) float total(const lanes16 *value) {
    lanes8 eight = __builtin_shufflevector(*value, *value, 0, 1, 2, 3, 4, 5, 6, 7) +
                   __builtin_shufflevector(*value, *value, 8, 9, 10, 11, 12, 13, 14, 15);
    lanes4 four = __builtin_shufflevector(eight, eight, 0, 1, 2, 3) +
                  __builtin_shufflevector(eight, eight, 4, 5, 6, 7);
    return (four[0] + four[2]) + (four[1] + four[3]);
}

// Inlined for one, two and any number of channels: the taps of a frame are computed once for all.
static inline __attribute__((always_inline)) void resample(
    float *out, const float *const *planes, size_t channels, size_t frames, const float *table,
    size_t taps, double start, double ratio, double bend) {
    for (size_t n = 0; n < frames; n++) {
        double position = start + (double)n * (ratio + 0.5 * bend * ((double)n - 1));
        size_t whole = (size_t)position;
        double segments = (position - (double)whole) * MUSIK_RESAMPLE_SEGMENTS;
        size_t segment = (size_t)segments;
        float within = (float)(segments - (double)segment - 0.5);
        const float *constant = table + segment * MUSIK_RESAMPLE_TERMS * taps;
        const float *linear = constant + taps;
        const float *quadratic = linear + taps;
        if (channels <= 2) {
            const float *left = planes[0] + whole;
            const float *right = planes[channels - 1] + whole;
            lanes16 sum = {0}, other = {0};
            for (size_t tap = 0; tap < taps; tap += MUSIK_RESAMPLE_LANES) {
                lanes16 value = AT(quadratic + tap) * within + AT(linear + tap);
                value = value * within + AT(constant + tap);
                sum += value * AT(left + tap);
                if (channels == 2) other += value * AT(right + tap);
            }
            out[n * channels] = total(&sum);
            if (channels == 2) out[n * 2 + 1] = total(&other);
            continue;
        }
        lanes16 values[MUSIK_RESAMPLE_MOST_TAPS / MUSIK_RESAMPLE_LANES];
        for (size_t tap = 0; tap < taps; tap += MUSIK_RESAMPLE_LANES) {
            lanes16 value = AT(quadratic + tap) * within + AT(linear + tap);
            values[tap / MUSIK_RESAMPLE_LANES] = value * within + AT(constant + tap);
        }
        for (size_t channel = 0; channel < channels; channel++) {
            const float *plane = planes[channel] + whole;
            lanes16 sum = {0};
            for (size_t tap = 0; tap < taps; tap += MUSIK_RESAMPLE_LANES) {
                sum += values[tap / MUSIK_RESAMPLE_LANES] * AT(plane + tap);
            }
            out[n * channels + channel] = total(&sum);
        }
    }
}

WIDE void musik_resample(float *out, const float *const *planes, size_t channels, size_t frames,
                         const float *table, size_t taps, double start, double ratio,
                         double bend) {
    if (channels == 2 && taps == 64) {
        resample(out, planes, 2, frames, table, 64, start, ratio, bend);
    } else if (channels == 2) {
        resample(out, planes, 2, frames, table, taps, start, ratio, bend);
    } else if (channels == 1) {
        resample(out, planes, 1, frames, table, taps, start, ratio, bend);
    } else {
        resample(out, planes, channels, frames, table, taps, start, ratio, bend);
    }
}
