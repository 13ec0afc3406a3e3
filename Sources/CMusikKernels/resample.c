#include "musik_resample.h"

#include "wide.h"

#include <math.h>
#include <stdint.h>

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

// Where an output frame lies: after which frame, in which segment, and how far from its middle.
struct place {
    const float *terms;
    int64_t whole;
    float within;
};

static inline __attribute__((always_inline)) struct place find(
    int64_t n, double start, double ratio, double bend, const float *table, size_t taps) {
    double position = start + (double)n * (ratio + 0.5 * bend * ((double)n - 1));
    // Signed, because older machines convert nothing else between integers and doubles.
    int64_t whole = (int64_t)position;
    double segments = (position - (double)whole) * MUSIK_RESAMPLE_SEGMENTS;
    int64_t segment = (int64_t)segments;
    return (struct place){.terms = table + (size_t)segment * MUSIK_RESAMPLE_TERMS * taps,
                          .whole = whole,
                          .within = (float)(segments - (double)segment - 0.5)};
}

// Sixteen taps from their parabolas.
#define TAPS(terms, tap, within)                                                 \
    ((AT((terms) + 2 * taps + (tap)) * (within) + AT((terms) + taps + (tap))) * (within) + \
     AT((terms) + (tap)))

// Two frames at a time, because their taps nearly always come from the same segment.
static inline __attribute__((always_inline)) void resample_stereo(
    float *out, const float *const *planes, size_t frames, const float *table, size_t taps,
    double start, double ratio, double bend) {
    const float *left = planes[0], *right = planes[1];
    for (int64_t n = 0; n < (int64_t)frames; n += 2) {
        struct place one = find(n, start, ratio, bend, table, taps);
        // The last frame of an odd number is computed twice and written once.
        struct place two = n + 1 < (int64_t)frames ? find(n + 1, start, ratio, bend, table, taps)
                                                   : one;
        const float *from = one.terms, *to = two.terms;
        lanes16 sums[4] = {{0}, {0}, {0}, {0}};
        if (from == to) {
            for (size_t tap = 0; tap < taps; tap += MUSIK_RESAMPLE_LANES) {
                lanes16 first = TAPS(from, tap, one.within);
                lanes16 second = TAPS(from, tap, two.within);
                sums[0] += first * AT(left + one.whole + tap);
                sums[1] += first * AT(right + one.whole + tap);
                sums[2] += second * AT(left + two.whole + tap);
                sums[3] += second * AT(right + two.whole + tap);
            }
        } else {
            for (size_t tap = 0; tap < taps; tap += MUSIK_RESAMPLE_LANES) {
                lanes16 first = TAPS(from, tap, one.within);
                lanes16 second = TAPS(to, tap, two.within);
                sums[0] += first * AT(left + one.whole + tap);
                sums[1] += first * AT(right + one.whole + tap);
                sums[2] += second * AT(left + two.whole + tap);
                sums[3] += second * AT(right + two.whole + tap);
            }
        }
        out[2 * n] = total(&sums[0]);
        out[2 * n + 1] = total(&sums[1]);
        if (n + 1 == (int64_t)frames) return;
        out[2 * n + 2] = total(&sums[2]);
        out[2 * n + 3] = total(&sums[3]);
    }
}

static inline __attribute__((always_inline)) void resample_any(
    float *out, const float *const *planes, size_t channels, size_t frames, const float *table,
    size_t taps, double start, double ratio, double bend) {
    lanes16 values[MUSIK_RESAMPLE_MOST_TAPS / MUSIK_RESAMPLE_LANES];
    for (size_t n = 0; n < frames; n++) {
        struct place here = find((int64_t)n, start, ratio, bend, table, taps);
        for (size_t tap = 0; tap < taps; tap += MUSIK_RESAMPLE_LANES) {
            values[tap / MUSIK_RESAMPLE_LANES] = TAPS(here.terms, tap, here.within);
        }
        for (size_t channel = 0; channel < channels; channel++) {
            const float *plane = planes[channel] + here.whole;
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
    if (channels != 2) {
        resample_any(out, planes, channels, frames, table, taps, start, ratio, bend);
    } else if (taps == 64) {
        resample_stereo(out, planes, frames, table, 64, start, ratio, bend);
    } else {
        resample_stereo(out, planes, frames, table, taps, start, ratio, bend);
    }
}
