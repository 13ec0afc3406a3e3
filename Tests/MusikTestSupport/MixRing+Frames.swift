public import MusikRealtime

extension MixRing {
    /// Appends interleaved frames of any number, stretch by stretch; at most `room`.
    public func write(_ frames: [Float], count: Int) {
        var done = 0
        while done < count {
            let part = min(count - done, 512 - Int(head.value % 512))
            write(count: part) { memory in
                for n in 0..<(2 * part) { memory[n] = frames[2 * done + n] }
            }
            done += part
        }
    }
}
