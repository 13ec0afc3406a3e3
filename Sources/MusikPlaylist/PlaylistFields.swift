internal import MusikModel

/// The extension whose fields are ours, in every format.
let musikExtension = "urn:x-musik-play:1"

/// A field of the playlist that no format has by itself.
enum PlaylistField: String, CaseIterable {
    case titleFr
    case annotationFr
    case arm
    case language
    case spacingSeconds
    case fixed
    case opening
    case bed

    /// The field's value as text; nil where it says nothing beyond the default.
    func text(of document: PlaylistDocument) -> String? {
        switch self {
        case .titleFr: document.titleFrench
        case .annotationFr: document.annotationFrench
        case .arm: document.arm == .music ? nil : document.arm.rawValue
        case .language: document.language?.rawValue
        case .spacingSeconds: document.spacingSeconds.map(PlaylistText.number)
        case .fixed: document.isFixed ? "true" : nil
        case .opening: document.opening
        case .bed: document.bed
        }
    }

    /// Sets the field from text; a location is a plain path already.
    func set(_ text: String, in document: inout PlaylistDocument) throws(PlaylistError) {
        switch self {
        case .titleFr: document.titleFrench = try PlaylistText.cleanOptional(text)
        case .annotationFr: document.annotationFrench = try PlaylistText.cleanOptional(text)
        case .opening: document.opening = try PlaylistText.cleanOptional(text)
        case .bed: document.bed = try PlaylistLocation.path(plain: text)
        case .arm: document.arm = try Self.choice(text)
        case .language: document.language = try Self.choice(text) as Language
        case .spacingSeconds:
            guard let seconds = Double(text), Self.spacings.contains(seconds) else {
                throw PlaylistError(
                    .badValue, reason: "\(text) is no spacing between 1 and 3600 seconds")
            }
            document.spacingSeconds = seconds
        case .fixed:
            guard let isFixed = Bool(text) else {
                throw PlaylistError(.badValue, reason: "“\(text)” is neither true nor false")
            }
            document.isFixed = isFixed
        }
    }

    /// The spacings a cue programme may have, in seconds.
    static let spacings = 1.0...3600.0

    /// One of an enumeration's values by its name.
    static func choice<Choice: RawRepresentable & CaseIterable>(
        _ text: String
    ) throws(PlaylistError) -> Choice where Choice.RawValue == String {
        guard let value = Choice(rawValue: text) else {
            let names = Choice.allCases.map(\.rawValue).joined(separator: ", ")
            throw PlaylistError(.badValue, reason: "“\(text)” is none of \(names)")
        }
        return value
    }
}

extension PlaylistDocument {
    /// The longest length an entry may claim: a day, in milliseconds.
    static let maximumMilliseconds = 86_400_000

    /// The document as every format can hold it: clean text, plain paths, values in range.
    func normalised() throws(PlaylistError) -> PlaylistDocument {
        var document = self
        try naming("title") { () throws(PlaylistError) in
            document.title = try PlaylistText.clean(title)
        }
        try naming("creator") { () throws(PlaylistError) in
            document.creator = try PlaylistText.clean(creator)
        }
        try naming("annotation") { () throws(PlaylistError) in
            document.annotation = try PlaylistText.clean(annotation)
        }
        try naming("license") { () throws(PlaylistError) in
            document.license = try PlaylistText.cleanOptional(license)
        }
        for field in PlaylistField.allCases {
            guard let text = field.text(of: self) else { continue }
            try naming(field.rawValue) { () throws(PlaylistError) in
                try field.set(text, in: &document)
            }
        }
        guard entries.count <= PlaylistFile.maximumEntries else {
            throw PlaylistError(
                .tooLarge,
                reason: "\(entries.count) entries; at most \(PlaylistFile.maximumEntries) are read")
        }
        for index in entries.indices {
            try naming("track[\(index + 1)]") { () throws(PlaylistError) in
                document.entries[index] = try entries[index].normalised()
                guard arm == .cues || entries[index].role != .quiet else {
                    throw PlaylistError(
                        .badValue, field: "role",
                        reason: "only a cue programme (arm “cues”) has moments of quiet")
                }
            }
        }
        return document
    }
}

extension PlaylistDocument.Entry {
    fileprivate func normalised() throws(PlaylistError) -> PlaylistDocument.Entry {
        if let length = durationMilliseconds,
            !(0...PlaylistDocument.maximumMilliseconds).contains(length)
        {
            throw PlaylistError(
                .badValue, field: "duration", reason: "\(length) ms is no length of a piece")
        }
        if role == .quiet, !location.isEmpty {
            throw PlaylistError(
                .badValue, field: "location", reason: "a moment of quiet has no file")
        }
        return PlaylistDocument.Entry(
            location: role == .quiet ? "" : try PlaylistLocation.path(plain: location),
            title: try PlaylistText.clean(title), creator: try PlaylistText.clean(creator),
            durationMilliseconds: durationMilliseconds, role: role)
    }
}

/// Runs a body whose failures get the name of a field, before the one they may have already.
func naming<Value>(
    _ field: String, _ body: () throws(PlaylistError) -> Value
) throws(PlaylistError) -> Value {
    do { return try body() } catch {
        var error = error
        error.field = error.field.map { field + "." + $0 } ?? field
        throw error
    }
}
