// What Swift cannot reach of processes on Linux: functions hidden behind feature macros.
#pragma once

#include <spawn.h>

// Lets a process that is started keep no descriptor from a number on; an errno, or 0.
int musik_close_from(posix_spawn_file_actions_t *actions, int first);
