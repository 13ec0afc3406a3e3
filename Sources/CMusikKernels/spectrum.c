#include "musik_spectrum.h"

#include "wide.h"

#include <math.h>
#include <string.h>

enum { SIZE = MUSIK_SPECTRUM_SIZE };

void musik_spectrum_tables(float *tables) {
    const double turn = 2 * 3.14159265358979323846 / SIZE;
    for (int n = 0; n < SIZE; n++) {
        tables[n] = (float)cos(turn * n);
        tables[SIZE + n] = (float)-sin(turn * n);
        tables[2 * SIZE + n] = (float)(0.5 - 0.5 * cos(turn * n));
    }
}

// One step of Stockham's transform by fours: `stride` transforms of `length`, interleaved, become
// four times as many of a quarter. Nothing is reordered in the end.
static inline __attribute__((always_inline)) void quarter(
    size_t length, size_t stride, const float *restrict xr, const float *restrict xi,
    float *restrict yr, float *restrict yi, const float *restrict cosines,
    const float *restrict sines) {
    size_t part = length / 4;
    for (size_t p = 0; p < part; p++) {
        float c1 = cosines[p * stride], s1 = sines[p * stride];
        float c2 = cosines[2 * p * stride], s2 = sines[2 * p * stride];
        float c3 = cosines[3 * p * stride], s3 = sines[3 * p * stride];
        for (size_t q = 0; q < stride; q++) {
            size_t at = q + stride * p, next = stride * part;
            float ar = xr[at], ai = xi[at];
            float br = xr[at + next], bi = xi[at + next];
            float cr = xr[at + 2 * next], ci = xi[at + 2 * next];
            float dr = xr[at + 3 * next], di = xi[at + 3 * next];
            float sum_r = ar + cr, sum_i = ai + ci, gap_r = ar - cr, gap_i = ai - ci;
            float other_r = br + dr, other_i = bi + di, turn_r = br - dr, turn_i = bi - di;
            float e1r = gap_r + turn_i, e1i = gap_i - turn_r;
            float e2r = sum_r - other_r, e2i = sum_i - other_i;
            float e3r = gap_r - turn_i, e3i = gap_i + turn_r;
            size_t to = q + stride * 4 * p;
            yr[to] = sum_r + other_r;
            yi[to] = sum_i + other_i;
            yr[to + stride] = e1r * c1 - e1i * s1;
            yi[to + stride] = e1r * s1 + e1i * c1;
            yr[to + 2 * stride] = e2r * c2 - e2i * s2;
            yi[to + 2 * stride] = e2r * s2 + e2i * c2;
            yr[to + 3 * stride] = e3r * c3 - e3i * s3;
            yi[to + 3 * stride] = e3r * s3 + e3i * c3;
        }
    }
}

WIDE void musik_power_spectrum(float *power, const float *left, const float *right,
                               const float *tables, float *work) {
    const float *cosines = tables, *sines = tables + SIZE, *window = tables + 2 * SIZE;
    float *ar = work, *ai = work + SIZE, *br = work + 2 * SIZE, *bi = work + 3 * SIZE;
    for (size_t n = 0; n < SIZE; n++) {
        ar[n] = window[n] * left[n];
        ai[n] = window[n] * right[n];
    }
    // Written out, so that each stride is a constant for the compiler.
    quarter(2048, 1, ar, ai, br, bi, cosines, sines);
    quarter(512, 4, br, bi, ar, ai, cosines, sines);
    quarter(128, 16, ar, ai, br, bi, cosines, sines);
    quarter(32, 64, br, bi, ar, ai, cosines, sines);
    quarter(8, 256, ar, ai, br, bi, cosines, sines);
    for (size_t q = 0; q < SIZE / 2; q++) {
        ar[q] = br[q] + br[q + SIZE / 2];
        ai[q] = bi[q] + bi[q + SIZE / 2];
        ar[q + SIZE / 2] = br[q] - br[q + SIZE / 2];
        ai[q + SIZE / 2] = bi[q] - bi[q + SIZE / 2];
    }
    // The squares of a periodic Hann window add up to three eighths of its length.
    const float scale = (float)(1.0 / (2.0 * SIZE * SIZE * 0.375));
    power[0] = 0;
    for (size_t k = 1; k < SIZE / 2; k++) {
        size_t m = SIZE - k;
        power[k] = (ar[k] * ar[k] + ai[k] * ai[k] + ar[m] * ar[m] + ai[m] * ai[m]) * scale;
    }
}

WIDE void musik_band_sums(float *sums, const float *power, const float *weights,
                          const int32_t *first, const int32_t *count, size_t bands) {
    for (size_t band = 0; band < bands; band++) {
        const float *p = power + first[band];
        size_t bins = (size_t)count[band], n = 0;
        float lanes[8] = {0};
        for (; n + 8 <= bins; n += 8) {
            for (size_t lane = 0; lane < 8; lane++) lanes[lane] += p[n + lane] * weights[n + lane];
        }
        float sum = 0;
        for (size_t lane = 0; lane < 8; lane++) sum += lanes[lane];
        for (; n < bins; n++) sum += p[n] * weights[n];
        sums[band] = sum;
        weights += bins;
    }
}

WIDE void musik_decimate(float *left, float *right, const float *frames_in, size_t frames,
                         size_t step, const float *doubled, size_t taps) {
    for (size_t n = 0; n < frames; n++) {
        const float *x = frames_in + 2 * n * step;
        float lanes[16] = {0};
        size_t t = 0;
        for (; t + 16 <= 2 * taps; t += 16) {
            for (size_t lane = 0; lane < 16; lane++) lanes[lane] += doubled[t + lane] * x[t + lane];
        }
        for (; t < 2 * taps; t++) lanes[t % 16] += doubled[t] * x[t];
        float l = 0, r = 0;
        for (size_t lane = 0; lane < 16; lane += 2) {
            l += lanes[lane];
            r += lanes[lane + 1];
        }
        left[n] = l;
        right[n] = r;
    }
}
