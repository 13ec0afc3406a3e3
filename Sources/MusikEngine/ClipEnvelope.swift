internal import MusikModel
internal import MusikProgramme
internal import MusikRealtime

extension Clip {
    /// Writes the clip's linear gain, fades included, for the frames `from..<from + count`, which
    /// lie inside the clip. Per sample, and a function of the absolute frame alone as long as
    /// `from` and `count` cut the timeline at the same places.
    func envelope(
        _ envelope: UnsafeMutablePointer<Float>, from: FrameCount, count: Int
    ) {
        unsafe gainLine(envelope, from: from, count: count)
        for fade in fades {
            let first = max(0, min(count, Int((fade.start - from).value)))
            let last = max(first, min(count, Int((fade.end - from).value)))
            if fade.direction == .incoming {
                unsafe envelope.update(repeating: 0, count: first)
            } else {
                unsafe (envelope + last).update(repeating: 0, count: count - last)
            }
            if first < last {
                unsafe MixKernel.fade(
                    envelope + first, frames: last - first,
                    position: (from - fade.start).value + Int64(first),
                    length: fade.length.value, correlation: fade.correlation,
                    isIncoming: fade.direction == .incoming)
            }
        }
    }

    /// Straight lines in linear gain between the corners of the line in dB and the ends of the
    /// range, which the mixer keeps at 512 frames or less: at 0.2 dB/s the two differ by less than
    /// a ten-millionth.
    private func gainLine(
        _ envelope: UnsafeMutablePointer<Float>, from: FrameCount, count: Int
    ) {
        let end = from + FrameCount(count)
        var position = from
        var gain = Float(self.gain.gain(at: from).amplitude)
        let points = self.gain.points
        var next = points.startIndex
        while position < end {
            while next < points.endIndex, points[next].frame <= position { next += 1 }
            let corner = next < points.endIndex ? min(points[next].frame, end) : end
            let reached = Float(self.gain.gain(at: corner).amplitude)
            let length = Int((corner - position).value)
            let target = unsafe envelope + Int((position - from).value)
            if gain == reached {
                unsafe target.update(repeating: gain, count: length)
            } else {
                unsafe MixKernel.line(
                    target, frames: length, position: 0, length: Int64(length), from: gain,
                    to: reached)
            }
            position = corner
            gain = reached
        }
    }
}
