#pragma once

// Nothing is called from here: alsa-lib loads the library by its file name and finds
// `_snd_pcm_simulated_open` and `_snd_ctl_simulated_open` in it. How a card is configured, what its
// script may say and how its record reads is told at the heads of options.c, script.c and record.c.
