internal import CSndfile

/// How 1 to 8 channels become two.
///
/// Coefficients after ITU-R BS.775: front left and right as they are, the centre and every side
/// or rear channel at -3 dB to its side (the centre and a single rear channel to both, the rear
/// one at -6 dB), low-frequency effects left out. A layout that could exceed full scale is scaled
/// down as a whole, by the sum of the larger row, so that nothing clips: 5.1 by 1 / 2.414.
/// One channel goes to both sides unchanged, two pass untouched.
///
/// Which channel is where is read from the file where it says so (the mask of a WAV file). Where
/// it doesn't, the codec's own order counts, since libsndfile reorders nothing: Vorbis I section
/// 4.3.9 for Vorbis and Opus, the order of WAV and FLAC (RFC 9639 section 9.1.3) for all others.
struct ChannelFold: Hashable, Sendable {
    /// Where a channel is heard.
    enum Place {
        case left, right, centre, effects, sideLeft, sideRight, rearCentre
    }

    /// What each channel adds to the left.
    let left: [Float]
    /// What each channel adds to the right.
    let right: [Float]

    /// The fold of channels at known places.
    init(_ places: [Place]) {
        guard places.count > 2 else {
            left = places.count == 1 ? [1] : [1, 0]
            right = places.count == 1 ? [1] : [0, 1]
            return
        }
        let half = 0.5.squareRoot()
        let weights: [(left: Double, right: Double)] = places.map {
            switch $0 {
            case .left: (1, 0)
            case .right: (0, 1)
            case .centre: (half, half)
            case .effects: (0, 0)
            case .sideLeft: (half, 0)
            case .sideRight: (0, half)
            case .rearCentre: (0.5, 0.5)
            }
        }
        let sum = max(weights.reduce(0) { $0 + $1.left }, weights.reduce(0) { $0 + $1.right }, 1)
        left = weights.map { Float($0.left / sum) }
        right = weights.map { Float($0.right / sum) }
    }

    /// The places of a file that names none.
    static func places(channels: Int, xiphOrder: Bool) -> [Place] {
        switch (channels, xiphOrder) {
        case (1, _): [.centre]
        case (2, _): [.left, .right]
        case (3, false): [.left, .right, .centre]
        case (3, true): [.left, .centre, .right]
        case (4, _): [.left, .right, .sideLeft, .sideRight]
        case (5, false): [.left, .right, .centre, .sideLeft, .sideRight]
        case (5, true): [.left, .centre, .right, .sideLeft, .sideRight]
        case (6, false): [.left, .right, .centre, .effects, .sideLeft, .sideRight]
        case (6, true): [.left, .centre, .right, .sideLeft, .sideRight, .effects]
        case (7, false): [.left, .right, .centre, .effects, .rearCentre, .sideLeft, .sideRight]
        case (7, true): [.left, .centre, .right, .sideLeft, .sideRight, .rearCentre, .effects]
        case (_, false):
            [.left, .right, .centre, .effects, .sideLeft, .sideRight, .sideLeft, .sideRight]
        case (_, true):
            [.left, .centre, .right, .sideLeft, .sideRight, .sideLeft, .sideRight, .effects]
        }
    }

    /// The place that a number of libsndfile's channel map stands for; nil where it names none.
    ///
    /// Channels overhead count as the ones below them.
    static func place(map: Int32) -> Place? {
        switch Int(map) {
        case SF_CHANNEL_MAP_LEFT, SF_CHANNEL_MAP_FRONT_LEFT,
            SF_CHANNEL_MAP_FRONT_LEFT_OF_CENTER, SF_CHANNEL_MAP_TOP_FRONT_LEFT:
            .left
        case SF_CHANNEL_MAP_RIGHT, SF_CHANNEL_MAP_FRONT_RIGHT,
            SF_CHANNEL_MAP_FRONT_RIGHT_OF_CENTER, SF_CHANNEL_MAP_TOP_FRONT_RIGHT:
            .right
        case SF_CHANNEL_MAP_CENTER, SF_CHANNEL_MAP_FRONT_CENTER,
            SF_CHANNEL_MAP_MONO, SF_CHANNEL_MAP_TOP_CENTER,
            SF_CHANNEL_MAP_TOP_FRONT_CENTER:
            .centre
        case SF_CHANNEL_MAP_LFE: .effects
        case SF_CHANNEL_MAP_REAR_LEFT, SF_CHANNEL_MAP_SIDE_LEFT,
            SF_CHANNEL_MAP_TOP_REAR_LEFT:
            .sideLeft
        case SF_CHANNEL_MAP_REAR_RIGHT, SF_CHANNEL_MAP_SIDE_RIGHT,
            SF_CHANNEL_MAP_TOP_REAR_RIGHT:
            .sideRight
        case SF_CHANNEL_MAP_REAR_CENTER, SF_CHANNEL_MAP_TOP_REAR_CENTER:
            .rearCentre
        default: nil
        }
    }

    /// Folds interleaved frames into interleaved stereo.
    func apply(
        _ source: UnsafePointer<Float>, frames: Int, into target: UnsafeMutablePointer<Float>
    ) {
        let channels = left.count
        if channels == 1 {
            for frame in 0..<frames {
                let sample = unsafe source[frame]
                unsafe target[2 * frame] = sample
                unsafe target[2 * frame + 1] = sample
            }
            return
        }
        unsafe left.withUnsafeBufferPointer { left in
            unsafe right.withUnsafeBufferPointer { right in
                for frame in 0..<frames {
                    let row = unsafe source + frame * channels
                    var sums = SIMD2<Float>.zero
                    for channel in 0..<channels {
                        unsafe sums += SIMD2(left[channel], right[channel]) * row[channel]
                    }
                    unsafe target[2 * frame] = sums.x
                    unsafe target[2 * frame + 1] = sums.y
                }
            }
        }
    }
}
