#define _GNU_SOURCE
#include "musik_thread.h"

#include <pthread.h>
#include <unistd.h>

void musik_name_thread(const char *name) { pthread_setname_np(pthread_self(), name); }

int musik_thread_number(void) { return gettid(); }
