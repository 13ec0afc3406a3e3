#pragma once

// Nothing is called from here: the library is put before all others by LD_PRELOAD; see time.c.
