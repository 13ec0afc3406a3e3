// The least that playing files at another rate can cost: libsndfile's decoding and soxr's
// conversion to 48 kHz at high quality, one thread, nothing kept. Prints the seconds of processor
// time of both.
#include <sndfile.h>
#include <soxr.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

enum { BLOCK = 4096, RATE = 48000 };

static double processor_seconds(void) {
    struct timespec now;
    clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &now);
    return (double)now.tv_sec + (double)now.tv_nsec * 1e-9;
}

static void fail(const char *path, const char *reason) {
    fprintf(stderr, "%s: %s\n", path, reason);
    exit(1);
}

int main(int count, char **paths) {
    static float in[BLOCK * 2], out[BLOCK * 4];
    double decoding = 0, conversion = 0;
    long frames = 0;
    for (int n = 1; n < count; n++) {
        SF_INFO info;
        memset(&info, 0, sizeof info);
        SNDFILE *file = sf_open(paths[n], SFM_READ, &info);
        if (!file || info.channels != 2) fail(paths[n], "not a stereo sound file");
        soxr_t resampler = NULL;
        if (info.samplerate != RATE) {
            soxr_quality_spec_t quality = soxr_quality_spec(SOXR_HQ, 0);
            resampler = soxr_create(info.samplerate, RATE, 2, NULL, NULL, &quality, NULL);
            if (!resampler) fail(paths[n], "soxr_create");
        }
        for (;;) {
            double begin = processor_seconds();
            sf_count_t got = sf_readf_float(file, in, BLOCK);
            double middle = processor_seconds();
            decoding += middle - begin;
            frames += got;
            if (got <= 0) break;
            if (resampler) {
                size_t given;
                if (soxr_process(resampler, in, (size_t)got, NULL, out, BLOCK * 2, &given))
                    fail(paths[n], "soxr_process");
                conversion += processor_seconds() - middle;
            }
        }
        soxr_delete(resampler);
        sf_close(file);
    }
    printf("{\"frames\": %ld, \"decoding\": %.4f, \"conversion\": %.4f}\n", frames, decoding,
           conversion);
    return 0;
}
