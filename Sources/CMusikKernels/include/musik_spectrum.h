// The spectrum of a track, for what is measured of whole files. As in musik_kernels.h: memory of the
// caller, no state, nothing called, the same bits on every machine.
#pragma once

#include <stddef.h>
#include <stdint.h>

// Frames of one spectrum, a power of 4 times 2.
#define MUSIK_SPECTRUM_SIZE 2048

// Fills SIZE cosines, SIZE negative sines of whole turns, and a periodic Hann window of SIZE.
void musik_spectrum_tables(float *tables);

// power[k], k from 1 to SIZE / 2 - 1, becomes the mean over both channels of the power near k / SIZE
// of the rate, scaled so that all of them together are the windowed frames' mean square; power[0]
// becomes 0. `work` has room for 4 * SIZE floats.
//
// Left is taken as the real and right as the imaginary part of one complex transform: the powers at
// k and SIZE - k add up to both channels' power, and opposed phases cancel nothing.
void musik_power_spectrum(float *power, const float *left, const float *right, const float *tables,
                          float *work);

// sums[b] = the sum over count[b] bins from first[b] on of power times weight; the weights of all
// bands follow one another.
void musik_band_sums(float *sums, const float *power, const float *weights, const int32_t *first,
                     const int32_t *count, size_t bands);

// Filters interleaved stereo frames and keeps each `step`-th: left[n] and right[n] are the sums of
// `taps` frames from n * step on, each times its tap. Every tap stands twice in `doubled`.
void musik_decimate(float *left, float *right, const float *frames_in, size_t frames, size_t step,
                    const float *doubled, size_t taps);
