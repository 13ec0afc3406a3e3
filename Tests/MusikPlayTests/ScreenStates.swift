import MusikModel

@testable import MusikPlay

/// A session in the middle of its window, as the screen tests show it.
func playingState() -> SessionScreenState {
    var state = SessionScreenState()
    state.purpose = .rehearsal
    state.title = "Calm shore"
    state.phase = .playing
    state.elapsed = 754.9
    state.total = 3300
    state.current = .init(title: "Harp at evening", elapsed: 101.2, length: 231)
    state.next = .init(title: "Air and bronze", startsIn: 121.6)
    state.infusion = 12 * 60 + 40
    state.outputs = [
        .init(
            purpose: .headphones, device: "hw:CARD=USB,DEV=0", level: -6, peak: -18,
            condition: .playing, isChosen: true),
        .init(
            purpose: .speakers, device: "hw:CARD=PCH,DEV=0", level: -12, isMuted: true,
            peak: -60, condition: .lost, underruns: 1),
    ]
    state.notices = [.placeholderSpeech]
    return state
}
