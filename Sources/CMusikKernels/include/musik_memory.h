// What Swift cannot reach of memory on Linux: functions hidden behind feature macros.
#pragma once

// Makes a file that is memory, closed when another program is started; a descriptor, or -1 with errno.
int musik_memory_file(const char *name);
