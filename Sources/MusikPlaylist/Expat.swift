internal import CExpat

/// One expat parser, freed with this value.
///
/// It never resolves external entities (no handler is set, so expat passes over them), and a
/// document type declaration stops it before any entity can be declared.
@safe struct Expat: ~Copyable {
    private let parser: XML_Parser
    private let reader: XSPFReader

    /// Creates a parser that reports to a reader.
    init(reporting reader: XSPFReader) {
        // expat returns null only when memory is exhausted, as Swift's own allocations trap then.
        guard let parser = unsafe XML_ParserCreateNS(nil, 32) else {
            preconditionFailure("XML_ParserCreateNS: no memory")
        }
        unsafe self.parser = parser
        self.reader = reader
        unsafe XML_SetUserData(parser, Unmanaged.passUnretained(reader).toOpaque())
        unsafe XML_SetElementHandler(
            parser,
            { data, name, _ in
                guard let data = unsafe data, let name = unsafe name else { return }
                let reader = unsafe Unmanaged<XSPFReader>.fromOpaque(data).takeUnretainedValue()
                reader.start(XSPFReader.localName(unsafe String(cString: name)))
            },
            { data, _ in
                guard let data = unsafe data else { return }
                unsafe Unmanaged<XSPFReader>.fromOpaque(data).takeUnretainedValue().end()
            })
        unsafe XML_SetCharacterDataHandler(parser) { data, text, length in
            guard let data = unsafe data, let text = unsafe text else { return }
            let bytes = unsafe UnsafeRawBufferPointer(start: text, count: Int(length))
            unsafe Unmanaged<XSPFReader>.fromOpaque(data).takeUnretainedValue()
                .characters(bytes.bindMemory(to: UInt8.self))
        }
        unsafe XML_SetStartDoctypeDeclHandler(parser) { data, _, _, _, _ in
            guard let data = unsafe data else { return }
            unsafe Unmanaged<XSPFReader>.fromOpaque(data).takeUnretainedValue().refuse(
                "it holds a document type declaration, which could declare entities; "
                    + "remove the <!DOCTYPE …>")
        }
    }

    deinit { unsafe XML_ParserFree(parser) }

    /// Parses a whole text in pieces, stopping at the first failure.
    func parse(_ bytes: ArraySlice<UInt8>) throws(PlaylistError) {
        var rest = bytes
        repeat {
            let piece = rest.prefix(16_384)
            rest = rest.dropFirst(piece.count)
            let status = unsafe piece.withUnsafeBufferPointer { buffer in
                unsafe buffer.withMemoryRebound(to: CChar.self) { text in
                    unsafe XML_Parse(
                        parser, text.baseAddress, Int32(text.count), rest.isEmpty ? 1 : 0)
                }
            }
            let line = Int(unsafe XML_GetCurrentLineNumber(parser))
            if let failure = reader.failure { throw failure.at(line: line) }
            if status != XML_STATUS_OK {
                let reason = unsafe XML_ErrorString(XML_GetErrorCode(parser)).map {
                    unsafe String(cString: $0)
                }
                throw PlaylistError(
                    .malformed, line: line, reason: "this is no valid XML: \(reason ?? "unknown")")
            }
        } while !rest.isEmpty
    }
}
