internal import MusikALSA
internal import MusikModel
internal import MusikRecord

/// A device as its calibration knows it: a name that it keeps, and the volume its card is set to.
struct CalibratedDevice: Hashable {
    /// The name, options left out.
    var device: String
    /// The card's own volume in dB, where one is named.
    var volume: Double?
    /// Whether it is a card, whose volume has to be named to stay what it was when it was measured.
    var isCard: Bool

    /// The device of a name.
    /// - Throws: 64 for a value that an option doesn't take, 69 for a name that is no device's.
    init(_ name: OutputName) throws(Failure) {
        guard case .device(let text) = name else {
            (device, volume, isCard) = ("\(name)", nil, false)
            return
        }
        do throws(ALSAError) {
            let request = try DeviceRequest(text)
            device = request.stableName
            volume = request.volumeHundredths.map { Double($0) / 100 }
            isCard = request.card != nil
        } catch {
            throw Failure(error)
        }
    }

    /// What is known of it for a purpose; nil where it was not measured.
    /// - Throws: 64 where it was measured with another volume of its card.
    func calibration(
        _ purpose: OutputCalibration.Purpose, in settings: SiteSettings
    ) throws(Failure) -> OutputCalibration? {
        guard let found = settings.calibration(purpose, device) else { return nil }
        guard found.volume == volume else {
            let option = found.volume.map { "?volume=\(decimal($0, 2))" } ?? ""
            throw Failure(
                .usage,
                "\(device) was measured with another volume of its card than is named now.",
                remedy: "Name it “\(device)\(option)”, or measure it again: “musik-play settings "
                    + "calibrate”.")
        }
        return found
    }
}
