// What Swift cannot reach of threads on Linux: functions hidden behind feature macros.
#pragma once

// Names the calling thread; at most 15 bytes.
void musik_name_thread(const char *name);

// The kernel's number of the calling thread.
int musik_thread_number(void);
