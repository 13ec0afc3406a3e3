// Measures a sound file by libebur128: the whole of it, and the loudness of passages of 3 s.
//
// measure FILE [FRAME ...] prints one JSON object; each FRAME is where a passage begins. Half a
// second before a passage goes through the filters as well, so that they have settled.
#include <ebur128.h>
#include <math.h>
#include <sndfile.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { BLOCK = 4096 };

static void fail(const char *path, const char *reason) {
    fprintf(stderr, "%s: %s\n", path, reason);
    exit(1);
}

static void number(const char *name, double value, const char *end) {
    if (name) printf("\"%s\": ", name);
    if (isfinite(value)) printf("%.4f%s", value, end);
    else printf("null%s", end);
}

int main(int count, char **arguments) {
    if (count < 2) return 64;
    const char *path = arguments[1];
    SF_INFO info;
    memset(&info, 0, sizeof info);
    SNDFILE *file = sf_open(path, SFM_READ, &info);
    if (!file) fail(path, sf_strerror(NULL));
    unsigned channels = (unsigned)info.channels;
    unsigned long rate = (unsigned long)info.samplerate;
    ebur128_state *whole =
        ebur128_init(channels, rate, EBUR128_MODE_I | EBUR128_MODE_LRA | EBUR128_MODE_TRUE_PEAK);
    float *block = malloc(sizeof(float) * BLOCK * channels);
    if (!whole || !block) fail(path, "no memory");
    sf_count_t got;
    long long frames = 0;
    while ((got = sf_readf_float(file, block, BLOCK)) > 0) {
        if (ebur128_add_frames_float(whole, block, (size_t)got)) fail(path, "no memory");
        frames += got;
    }
    double integrated, range, peak = 0;
    ebur128_loudness_global(whole, &integrated);
    ebur128_loudness_range(whole, &range);
    for (unsigned channel = 0; channel < channels; channel++) {
        double one;
        ebur128_true_peak(whole, channel, &one);
        if (one > peak) peak = one;
    }
    printf("{\"rate\": %lu, \"frames\": %lld, ", rate, frames);
    number("integrated", integrated, ", ");
    number("range", range, ", ");
    number("truePeak", 20 * log10(peak), ", ");
    printf("\"passages\": [");
    ebur128_destroy(&whole);
    sf_close(file);
    for (int n = 2; n < count; n++) {
        // A decoder of its own each: some codecs are only exact from the start on.
        memset(&info, 0, sizeof info);
        file = sf_open(path, SFM_READ, &info);
        if (!file) fail(path, sf_strerror(NULL));
        long long start = atoll(arguments[n]) - (long long)(rate / 2);
        long long end = atoll(arguments[n]) + 3 * (long long)rate;
        ebur128_state *passage = ebur128_init(channels, rate, EBUR128_MODE_S);
        if (!passage) fail(path, "no memory");
        if (start > 0 && sf_seek(file, start, SEEK_SET) != start) fail(path, sf_strerror(file));
        for (long long at = start > 0 ? start : 0; at < end; at += got) {
            got = sf_readf_float(file, block, end - at < BLOCK ? end - at : BLOCK);
            if (got <= 0) break;
            ebur128_add_frames_float(passage, block, (size_t)got);
        }
        double loudness;
        ebur128_loudness_shortterm(passage, &loudness);
        number(NULL, loudness, n + 1 < count ? ", " : "");
        ebur128_destroy(&passage);
        sf_close(file);
    }
    printf("]}\n");
    free(block);
    return 0;
}
