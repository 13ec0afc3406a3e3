private import CMusikKernels

// Calls into C that only RealtimeSanitizer's runtime answers; see CMusikKernels.

/// From here on the thread must be real-time.
@_semantics("no_performance_analysis")
@inline(never)
func enterRealtimeScope() { musik_realtime_enter() }

/// The end of what must be real-time.
@_semantics("no_performance_analysis")
@inline(never)
func exitRealtimeScope() { musik_realtime_exit() }
