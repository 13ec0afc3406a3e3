// The calls an output thread makes, each in one place. No allocation, no lock and no waiting of
// ours; what alsa-lib, a plugin or the kernel does inside is theirs (alsa-lib takes a mutex in
// every call), so a real-time check has to leave its scope around exactly these.
internal import CALSA
internal import Glibc
internal import MusikEngine

extension PCMDevice {
    /// What the hardware pointer said.
    struct Reading {
        /// snd_pcm_state_t as a number.
        var state: UInt32
        /// Frames handed over and not heard yet; negative when the device ran dry and plays zeros.
        var delay: Int
        /// When, of CLOCK_MONOTONIC in nanoseconds.
        var moment: UInt64
        /// It was read in one go. Else the thread was kept from running meanwhile, and the delay
        /// belongs to an earlier moment than told.
        var isPrompt = true
    }

    /// A reading may take so long: 5 ms.
    private static var promptness: UInt64 { 5_000_000 }

    /// Frames the device takes at once, or a negative errno.
    func available() -> Int { unsafe Int(snd_pcm_avail_update(handle)) }

    /// Hands frames over; returns how many were taken, or a negative errno.
    func write(_ frames: UnsafeRawPointer, count: Int) -> Int {
        unsafe Int(snd_pcm_writei(handle, frames, snd_pcm_uframes_t(count)))
    }

    /// Reads the pointer; a negative errno where that fails.
    func read(_ reading: inout Reading) -> Int {
        let before = MonotonicClock.nanoseconds
        let code = unsafe snd_pcm_status(handle, status)
        guard code >= 0 else { return Int(code) }
        let now = MonotonicClock.nanoseconds
        var stamp = snd_htimestamp_t()
        unsafe snd_pcm_status_get_htstamp(status, &stamp)
        let moment = UInt64(stamp.tv_sec) &* 1_000_000_000 &+ UInt64(stamp.tv_nsec)
        // Only the kernel reads pointer and stamp at once. A plugin asks for the delay after it has
        // stamped, and a thread kept from running in between would seem to have played more than
        // it has, which no clock can be told from. Stamps may also be zero, or the time of day.
        let isStamped = isKernel && moment <= now && now - moment < 200_000_000
        unsafe reading = Reading(
            state: snd_pcm_status_get_state(status).rawValue,
            delay: Int(snd_pcm_status_get_delay(status)), moment: isStamped ? moment : now,
            isPrompt: now - before < Self.promptness)
        return 0
    }

    /// Starts the stream.
    func start() -> Int { unsafe Int(snd_pcm_start(handle)) }

    /// Makes the stream ready to start again after it stopped.
    func prepare() -> Int { unsafe Int(snd_pcm_prepare(handle)) }

    /// Stops at once; what was not heard is gone.
    func drop() -> Int { unsafe Int(snd_pcm_drop(handle)) }

    /// Continues after the machine slept; -EAGAIN while the driver is still waking.
    func resume() -> Int { unsafe Int(snd_pcm_resume(handle)) }

    /// Moves the place where the next frame goes; returns how far, or a negative errno.
    func forward(_ count: Int) -> Int {
        unsafe Int(snd_pcm_forward(handle, snd_pcm_uframes_t(count)))
    }

    /// Waits until the device wants frames, or so long at most.
    ///
    /// Only for direct devices. The plugins of other processes signal through descriptors that
    /// stay readable without room, or change over the life of the handle; a plain sleep is as
    /// good with their long buffers, and can't spin.
    func waitForRoom(milliseconds: Int32) {
        let count = unsafe UInt32(descriptors.count)
        guard count > 0,
            unsafe snd_pcm_poll_descriptors(handle, descriptors.baseAddress, count) > 0
        else {
            MonotonicClock.sleep(nanoseconds: UInt64(milliseconds) * 1_000_000)
            return
        }
        unsafe poll(descriptors.baseAddress, nfds_t(count), milliseconds)
        var events: UInt16 = 0
        unsafe snd_pcm_poll_descriptors_revents(handle, descriptors.baseAddress, count, &events)
    }
}
