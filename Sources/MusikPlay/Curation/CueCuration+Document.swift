internal import MusikCuration
internal import MusikModel

extension CueCuration {
    /// A candidate as a playlist that a session plays: fixed, with its moments of quiet.
    func document(
        of candidate: PlaylistCandidate, _ request: PlaylistRequest, opening: String?
    ) -> PlaylistDocument {
        let spacing = candidate.spacingSeconds ?? request.spacingSeconds
        var document = PlaylistDocument()
        document.title = "Cues and quiet"
        document.titleFrench = "Repères et silence"
        document.creator = "musik-play"
        let parts = parts(of: candidate, spacing: spacing)
        document.annotation = parts.english
        document.annotationFrench = parts.french
        document.arm = .cues
        document.language = shelf.language
        document.spacingSeconds = spacing
        document.isFixed = true
        document.opening = opening
        let quiet = Bilingual("Quiet", "Silence").text(shelf.language)
        document.entries = candidate.entries.map { entry in
            guard let digest = entry.digest,
                let cue = shelf.cues.first(where: { $0.digest == digest })
            else { return .quiet(title: quiet) }
            return Self.entry(cue, .cue)
        }
        if let bell = shelf.bell {
            let title = Bilingual("Bell", "Cloche").text(shelf.language)
            document.entries.append(.init(location: bell, title: title, role: .bell))
        }
        document.entries.append(Self.entry(shelf.closing, .closing))
        return document
    }

    private static func entry(
        _ cue: CueShelf.Cue, _ role: PlaylistDocument.Role
    ) -> PlaylistDocument.Entry {
        PlaylistDocument.Entry(
            location: cue.recording.path, title: cue.recording.title,
            durationMilliseconds: cue.milliseconds, role: role)
    }

    /// What it is made of: `5 × breath, 3 × quiet, 5 × voice; every 4 min`.
    private func parts(of candidate: PlaylistCandidate, spacing: Double) -> Bilingual {
        let minutes = Int(spacing) / 60
        let rest = Int(spacing) % 60
        let every = rest == 0 ? "\(minutes) min" : "\(minutes) min \(rest) s"
        let kinds = candidate.reasons.compactMap { reason -> Bilingual? in
            guard case .cues(let kind, let moments) = reason,
                let name = SupportQuestion.kinds.first(where: { $0.kind == kind })?.name
            else { return nil }
            return Bilingual("\(moments) × \(name.english)", "\(moments) × \(name.french)")
        }
        return Bilingual(
            kinds.map(\.english).joined(separator: ", ") + "; every \(every)",
            kinds.map(\.french).joined(separator: ", ") + " ; toutes les \(every)")
    }
}
