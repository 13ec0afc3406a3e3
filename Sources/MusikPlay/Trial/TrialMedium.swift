internal import FoundationEssentials
internal import MusikDigest
internal import MusikModel
internal import MusikSeal
internal import MusikTrial

#if canImport(Glibc)
    internal import Glibc
#endif

/// The removable medium that holds a site's key: kept by somebody who enrols nobody, there only while
/// a participant is allocated. Its receipts say how many draws were opened, and after which event.
struct TrialMedium: ~Copyable {
    /// What is written before a draw is opened.
    struct Receipt: Codable, Hashable {
        /// The draw's number.
        var number: Int
        /// The digest of the event that requested it.
        var request: ContentDigest
    }

    /// The site's key.
    let key: SealKey
    /// All receipts in their order.
    private(set) var receipts: [Receipt]
    private let folder: String
    private let lock: Int32

    /// The name of a site's folder on its medium.
    static func name(_ trial: String, _ site: String) -> String { "musik-trial-\(trial)-\(site)" }

    /// Writes a site's key into a new folder.
    /// - Throws: 73 where the folder is there already or can't be made, 78 where others could open it.
    static func make(_ key: SealKey, trial: String, site: String, in vault: String) throws(Failure)
    {
        let folder = vault + "/" + name(trial, site)
        guard unsafe mkdir(folder, 0o700) == 0 else {
            throw Failure(
                Sysexit(creating: errno), "\(folder) can't be made: \(errorText(errno)).",
                remedy: "A trial's keys are made once; choose an empty folder.")
        }
        guard isClosedToOthers(folder) else {
            _ = unsafe rmdir(folder)
            throw Self.openFailure(folder)
        }
        try writeDurably(Array((key.bytes.hexText + "\n").utf8), to: folder + "/key", mode: 0o400)
    }

    /// Opens a medium, for one process at a time.
    ///
    /// - Parameters:
    ///   - path: The medium, or the trial's folder on it.
    ///   - package: Whose key it is to hold.
    ///   - data: The data folder, on whose file system no key may be.
    /// - Throws: 66 where there is no key, 77 where it lies with the data, 65 where it is another's,
    ///   69 where another process has it, 78 where other accounts can open it.
    init(_ path: String, for package: TrialPackage, data: DataFolder) throws(Failure) {
        let name = Self.name(try package.parsedDesign().name, package.site)
        let path = try Served.opened(path)
        let folder = path.hasSuffix("/" + name) ? path : path + "/" + name
        try requireReadable(folder + "/key", as: "the trial's key")
        guard isClosedToOthers(folder + "/key") else { throw Self.openFailure(folder) }
        guard let there = Self.device(folder), let here = Self.device(data.path), there != here
        else {
            throw Failure(
                .noPermission, "The key lies on the file system of the data: \(folder).",
                remedy: "Keep it on a removable medium, with somebody who enrols nobody.")
        }
        guard let data = try? Data(contentsOf: URL(filePath: folder + "/key")),
            let bytes = [UInt8](hexText: String(decoding: data, as: UTF8.self).trimmed),
            let key = SealKey(bytes),
            ContentDigest(bytes: Digester.sha256(bytes)) == package.key
        else {
            throw Failure(
                .data, "\(folder)/key is not the key of this trial at this site.",
                remedy: "Look for the medium that came with the package.")
        }
        let file = unsafe open(folder + "/lock", O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0o600)
        guard file >= 0, FileLock.take(file) else {
            let code = errno
            if file >= 0 { _ = close(file) }
            throw Failure(
                .unavailable, "The medium can't be used now: \(errorText(code)).",
                remedy: "Make sure that it can be written, and that nobody else is randomising.")
        }
        let known: [Receipt]
        do throws(Failure) {
            known = try Self.receipts(in: folder)
        } catch {
            _ = close(file)
            throw error
        }
        self.key = key
        self.folder = folder
        lock = file
        receipts = known
    }

    deinit { _ = close(lock) }

    private static func openFailure(_ folder: String) -> Failure {
        Failure(
            .configuration, "Other accounts can open a key in \(folder).",
            remedy:
                "Run “chmod 700” on the medium's folder; where its file system knows no owners, "
                + "mount it with “umask=077”.")
    }

    private static func receipts(in folder: String) throws(Failure) -> [Receipt] {
        var receipts: [Receipt] = []
        while true {
            let path = path(ofReceipt: receipts.count + 1, in: folder)
            guard let data = try? Data(contentsOf: URL(filePath: path)) else { return receipts }
            guard let receipt = try? JSONDecoder().decode(Receipt.self, from: data),
                receipt.number == receipts.count + 1
            else {
                throw Failure(
                    .data, "\(path) is no receipt.",
                    remedy: "Keep the medium as it is, and tell the trial's coordinator.")
            }
            receipts.append(receipt)
        }
    }

    private static func path(ofReceipt number: Int, in folder: String) -> String {
        let digits = String(number)
        let zeros = String(repeating: "0", count: max(0, 6 - digits.count))
        return "\(folder)/receipt-\(zeros)\(digits)"
    }

    /// Writes the next receipt; when this returns it is on the medium.
    /// - Throws: 74 where the medium doesn't take it.
    mutating func write(_ receipt: Receipt) throws(Failure) {
        precondition(receipt.number == receipts.count + 1, "receipts follow one another")
        let text = try jsonText(receipt) + "\n"
        try writeDurably(
            Array(text.utf8), to: Self.path(ofReceipt: receipt.number, in: folder), mode: 0o400)
        receipts.append(receipt)
    }

    /// The file system that a path is on; nil where there is none.
    static func device(_ path: String) -> UInt64? {
        var information = stat()
        return unsafe stat(path, &information) == 0 ? UInt64(information.st_dev) : nil
    }
}
