// Marks the part of a thread that must be real-time for RealtimeSanitizer. Without the sanitizer's
// runtime in the program the marks do nothing.
#pragma once

void musik_realtime_enter(void);
void musik_realtime_exit(void);
