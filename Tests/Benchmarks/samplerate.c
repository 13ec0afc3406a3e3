// Resamples a file of interleaved stereo floats by libsamplerate, in blocks of 256 frames as a player
// with a ratio that may change has to, and prints the seconds of processor time that took.
//
// Usage: samplerate CONVERTER RATIO IN OUT, where RATIO is input frames per output frame and
// CONVERTER libsamplerate's number: 0 best, 1 medium.
#include <samplerate.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>

enum { BLOCK = 256 };

static double processor_seconds(void) {
    struct timespec now;
    clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &now);
    return (double)now.tv_sec + (double)now.tv_nsec * 1e-9;
}

static void fail(const char *what) {
    fprintf(stderr, "%s\n", what);
    exit(1);
}

int main(int count, char **arguments) {
    if (count != 5) fail("usage: samplerate CONVERTER RATIO IN OUT");
    FILE *in = fopen(arguments[3], "rb");
    if (!in || fseek(in, 0, SEEK_END) != 0) fail(arguments[3]);
    long frames = ftell(in) / 8;
    rewind(in);
    float *input = malloc((size_t)frames * 8);
    float *output = malloc((size_t)(frames + 4 * BLOCK) * 8);
    if (!input || !output || fread(input, 8, (size_t)frames, in) != (size_t)frames) {
        fail("reading failed");
    }
    fclose(in);
    int error = 0;
    SRC_STATE *state = src_new(atoi(arguments[1]), 2, &error);
    if (!state) fail(src_strerror(error));
    SRC_DATA data = {.data_in = input, .data_out = output,
                     .src_ratio = 1 / strtod(arguments[2], NULL)};
    long taken = 0, made = 0;
    double begin = processor_seconds();
    while (taken < frames && made + BLOCK <= frames + 4 * BLOCK) {
        data.data_in = input + taken * 2;
        data.data_out = output + made * 2;
        data.input_frames = frames - taken < BLOCK ? frames - taken : BLOCK;
        data.output_frames = BLOCK;
        if ((error = src_process(state, &data)) != 0) fail(src_strerror(error));
        taken += data.input_frames_used;
        made += data.output_frames_gen;
    }
    printf("%.6f\n", processor_seconds() - begin);
    src_delete(state);
    FILE *out = fopen(arguments[4], "wb");
    if (!out || fwrite(output, 8, (size_t)made, out) != (size_t)made || fclose(out) != 0) {
        fail(arguments[4]);
    }
    free(input);
    free(output);
    return 0;
}
