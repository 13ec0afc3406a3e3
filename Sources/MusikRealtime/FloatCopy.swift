/// Copies floats between places that may overlap. Audio thread.
///
/// Raw memory, because the compiler's real-time check takes `update(from:count:)` for something
/// that may free what was there.
@inline(__always)
func copyFloats(
    from source: UnsafePointer<Float>, to destination: UnsafeMutablePointer<Float>, count: Int
) {
    unsafe UnsafeMutableRawPointer(destination).copyMemory(
        from: source, byteCount: count * MemoryLayout<Float>.stride)
}
