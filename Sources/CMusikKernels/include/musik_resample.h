// Resampling by a ratio near one, for a card that follows another card's clock. As in
// musik_kernels.h: memory of the caller, no state, nothing called, the same bits on every machine.
#pragma once

#include <stddef.h>

// Pieces of the way from one sample to the next, each with its own polynomials, and their numbers.
#define MUSIK_RESAMPLE_SEGMENTS 128
#define MUSIK_RESAMPLE_TERMS 3
// Taps come in multiples of this, and there are at most so many.
#define MUSIK_RESAMPLE_LANES 16
#define MUSIK_RESAMPLE_MOST_TAPS 128

// Fills SEGMENTS * TERMS * taps floats: for each segment the constant, linear and quadratic terms of
// every tap over the segment's -1/2 ... 1/2. The taps are a sinc under a Kaiser window of `beta`.
void musik_resample_table(float *table, size_t taps, double beta);

// planes[c][n] = in[n * channels + c].
void musik_deinterleave(float *const *planes, const float *in, size_t channels, size_t frames);

// out[n] of every channel = its plane's value at position start + n * ratio + n * (n - 1) / 2 * bend,
// counted from the frame taps / 2 - 1 of the planes. All positions must lie between 0 and the planes'
// length minus `taps`.
void musik_resample(float *out, const float *const *planes, size_t channels, size_t frames,
                    const float *table, size_t taps, double start, double ratio, double bend);
