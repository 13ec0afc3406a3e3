// Arithmetic where vector width decides. Every function works on memory the caller owns, keeps no
// state, takes no lock and calls nothing, so all of them may run on an audio thread. Products and
// sums are never contracted, so every machine computes the same bits.
#pragma once

#include <stddef.h>
#include <stdint.h>

// Points between two samples at which the true peak is looked for, and taps that reach them.
#define MUSIK_PEAK_PHASES 8
#define MUSIK_PEAK_TAPS 32

// Writes the interpolation filter, phase by phase: sinc under a Kaiser window (beta 5, side lobes
// below -53 dB), unity at DC, flat to nine tenths of half the sample rate.
void musik_peak_coefficients(float *coefficients);

// The largest absolute sample.
float musik_absolute_peak(const float *samples, size_t count);

// peaks[n] becomes the largest absolute value, over both channels, of the frame n + TAPS / 2 - 1 of
// `frames_in` and of the seven points that follow it. Reads frames + TAPS - 1 interleaved stereo
// frames. Where no point can exceed `floor` - the largest sample around times `bound`, the largest
// absolute sum of a phase - the frame's own value stands instead.
void musik_true_peaks(const float *frames_in, size_t frames, const float *coefficients, float bound,
                      float floor, float *peaks);

// envelope[n] *= the crossfade gain of frame position + n of a fade of `length` frames.
void musik_fade(float *envelope, size_t frames, int64_t position, int64_t length,
                double correlation, int incoming);

// envelope[n] = from + (to - from) * (position + n) / length.
void musik_line(float *envelope, size_t frames, int64_t position, int64_t length, float from,
                float to);

// out = gain * planes, frame by frame: `frames` of `channels` planes from frame `first` on.
void musik_interleave(float *out, const int32_t *const *planes, size_t channels, size_t first,
                      size_t frames, float gain);

// sum[n] += envelope[n] * source[n], stereo frames under one envelope.
void musik_mix(float *sum, const float *source, const float *envelope, size_t frames);

// samples[n] *= envelope[n], stereo frames under one envelope.
void musik_apply(float *samples, const float *envelope, size_t frames);

// Sum of squares of all samples.
double musik_energy(const float *samples, size_t count);

// Converts stereo frames to integers, with triangular dither of two steps' width where asked.
// `index` is the first frame's number since the start of the output: dither depends on nothing
// else, so that the same frames give the same bytes however they are cut into calls.
void musik_to_s16(int16_t *out, const float *in, size_t frames, int64_t index, int dither);
void musik_to_s24in3(uint8_t *out, const float *in, size_t frames, int64_t index, int dither);
void musik_to_s24in4(int32_t *out, const float *in, size_t frames, int64_t index, int dither);
void musik_to_s32(int32_t *out, const float *in, size_t frames);

// minimum[n] = the smallest of values[n ... n + reach].
void musik_sliding_minimum(float *minimum, const float *values, size_t count, size_t reach);

// gains[n] = ceiling / the larger of peaks[n - 1] and peaks[n], at most 1. Reads peaks[-1].
void musik_peak_gains(float *gains, const float *peaks, size_t count, float ceiling);
