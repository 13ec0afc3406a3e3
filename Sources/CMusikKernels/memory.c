#define _GNU_SOURCE
#include "musik_memory.h"

#include <sys/mman.h>

int musik_memory_file(const char *name) { return memfd_create(name, MFD_CLOEXEC); }
