import Foundation
import Testing

extension EndToEnd {
    @Suite("A whole session on the console")
    struct BedsideTests {
        /// A device that leads a session, and where it is.
        private final class Bedside {
            let browser: Browser
            let name: String
            let data: String
            let isFrench: Bool
            private let scratch: Scratch
            private(set) var console: ServedConsole
            private(set) var examined: Set<String> = []

            init(_ name: String, _ data: String, in scratch: Scratch, isFrench: Bool) throws {
                (self.name, self.data, self.isFrench) = (name, data, isFrench)
                self.scratch = scratch
                // A port of its own, so that the console can be found again at the same one.
                let first = try ServedConsole(data, in: scratch)
                first.server.end(SIGTERM)
                console = try ServedConsole(data, in: scratch, port: first.port, Self.devices)
                browser = try Browser()
                try browser.device(isFrench ? "fr-CA" : "en-CA")
            }

            private static let devices = "--headphones 'null:?speed=60' --window 10m"

            func said(_ english: String, _ french: String) -> String {
                isFrench ? french : english
            }

            var address: String { "http://127.0.0.1:\(console.port)/" }

            /// Looks at a page in a state that wasn't met before.
            func examine(_ state: String) throws {
                guard examined.insert(state).inserted else { return }
                try browser.examine("\(name)-\(examined.count)-\(state)")
            }

            func killConsole() throws {
                console.server.end(SIGKILL)
                #expect(try browser.until("#cut") != nil)
                console = try ServedConsole(
                    data, in: scratch, port: console.port, Self.devices)
                let linked = try wait(seconds: 20) { try browser.count("#cut[hidden]") == 1 }
                #expect(linked)
            }

            /// The question that stands after another one; nil once the page is another.
            func question(after last: Browser.Asked?) throws -> Browser.Asked? {
                var asked: Browser.Asked?
                let isThere = try wait(seconds: 90) {
                    asked = try browser.asked()
                    if asked == last { asked = nil }
                    let isOver = try last != nil && browser.count("#list a") > 0
                    return try asked != nil || isOver || browser.count("#start") == 1
                        || browser.count("#forTeam") == 1 && browser.asked() == nil
                }
                let text = isThere ? "" : try browser.text()
                try #require(isThere, "\(text)")
                return asked
            }

            /// Answers what stands as most would: what is usual, what is needed, nothing else.
            func answer(_ asked: Browser.Asked) throws {
                let typed = [
                    ("Systolic", "128"), ("Systolique", "128"), ("Diastolic", "82"),
                    ("Diastolique", "82"), ("liked on the whole", "81"),
                    ("Appréciation d’ensemble", "81"), ("next time:", "more <b>bells</b>"),
                    ("pour la suite", "encore <b>des cloches</b>"),
                ].first { asked.text.contains($0.0) }?.1
                if try browser.count("#question select") > 0 {
                    let isPieces = try browser.count("#like-1") > 0
                    try browser.choose(isPieces ? "#like-1" : "#question select", "++")
                    if isPieces { try browser.run("change", ["script": Self.check]) }
                    try browser.click("#answer-keep")
                } else if try browser.count("#answer") > 0 {
                    if let typed {
                        try browser.fill("#answer", typed)
                        try browser.click("#answer-keep")
                    } else if try browser.count("#leftOpen") > 0 {
                        try browser.click("#leftOpen")
                    } else {
                        try browser.click("#answer-keep")
                    }
                } else if try browser.count("#read") > 0 {
                    try browser.click("#read")
                } else if try browser.count("#question .usual") > 0 {
                    try browser.click("#question .usual")
                } else {
                    try browser.click("#question form:first-of-type button")
                }
            }

            private static let check = "document.getElementById('intense-1').click()"
        }

        private static func signIn(_ bed: Bedside) throws {
            let browser = bed.browser
            try browser.open(bed.address)
            try browser.fill("#code", bed.console.code)
            try browser.click(".entry button")
            #expect(try browser.until("#sign-in") != nil)
            try bed.examine("who-are-you")
            try browser.fill("#person", "nb")
            try browser.fill("#passphrase", "another one altogether")
            try browser.click("#sign-in")
            #expect(try browser.until("[role=alert].notice") != nil)
            #expect(try browser.value("#person") == "NB")
            try bed.examine("wrong-passphrase")
            try browser.fill("#passphrase", passphrase)
            try browser.click("#sign-in")
            #expect(try browser.until("#list a") != nil)
            try bed.examine("day")
        }

        private static func start(_ bed: Bedside, arm: String) throws {
            let browser = bed.browser
            try browser.click("#list a")
            #expect(try browser.until("#start-session") != nil)
            try bed.examine("patient")
            try browser.fill("#start-headphones", "file:/tmp/x.wav")
            try browser.choose("#start-arm", arm)
            try browser.click("#start-session")
            // What was typed stays, with what is wrong.
            #expect(try browser.until("[role=alert].notice") != nil)
            #expect(try browser.value("#start-headphones") == "file:/tmp/x.wav")
            #expect(try browser.value("#start-arm") == arm)
            try bed.examine("wrong-device")
            try browser.fill("#start-headphones", "null:?speed=60")
            try browser.click("#start-session")
            #expect(try browser.until("#asked") != nil)
        }

        /// Answers every question until the programme waits for its start, or all is over.
        private static func walk(_ bed: Bedside) throws {
            let browser = bed.browser
            var last: Browser.Asked?
            var hasGoneBack = false
            while let asked = try bed.question(after: last) {
                let phase =
                    try browser.count(".phase") == 1 ? browser.text(".phase") : "for-the-patient"
                let step = phase.prefix { $0 != "/" && $0 != " " }
                try bed.examine("step-\(step)")
                if try browser.count("#question select") > 0 { try bed.examine("reactions") }
                // Nothing is lost by loading the page again.
                try browser.run("reload")
                #expect(try browser.asked() == asked)
                let isMeasure = asked.text.contains("EBI")
                if isMeasure, asked.text.contains("?") {
                    // The questionnaire is wanted, and the patient answers alone.
                    try browser.click("#question form:first-of-type button")
                    last = asked
                    let item = try #require(try bed.question(after: asked))
                    try handOver(bed, item)
                    continue
                }
                if try !hasGoneBack && browser.count("#back") > 0 {
                    hasGoneBack = true
                    try browser.click("#back")
                    last = asked
                    continue
                }
                try bed.answer(asked)
                last = asked
                if try browser.count("#forTeam") == 1 {
                    // Back in the team's hands once nothing is the patient's any more.
                    let isDone = try wait(seconds: 5) {
                        let next = try browser.asked()
                        return next == nil || next != asked
                    }
                    #expect(isDone)
                    if try browser.asked() == nil { try takeBack(bed) }
                }
            }
        }

        private static func handOver(_ bed: Bedside, _ asked: Browser.Asked) throws {
            let browser = bed.browser
            try browser.click("#toPatient")
            try browser.fill("#handOver-code", "2468")
            try browser.click("#handOver-code-keep")
            #expect(try browser.until("#forTeam") != nil)
            #expect(try browser.asked() == asked)
            try bed.examine("handed-over")
            // No way from here, and nothing that says whose session it is.
            let text = try browser.text()
            #expect(!text.contains("M01-001") && !text.contains("NB"))
            #expect(try browser.count("#otherwise") == 0)
            try browser.open(bed.address + "patient?code=M01-001")
            #expect(try browser.count("#forTeam") == 1)
            #expect(try browser.asked() == asked)
        }

        private static func takeBack(_ bed: Bedside) throws {
            let browser = bed.browser
            #expect(try browser.shows(bed.said("Thank you", "Merci")) != nil)
            try bed.examine("thanks")
            try browser.click("#forTeam")
            try browser.fill("#takeBack-code", "1111")
            try browser.click("#takeBack-code-keep")
            #expect(try browser.until(".mistake:not(:empty)") != nil)
            try bed.examine("wrong-lock")
            try browser.fill("#takeBack-code", "2468")
            try browser.click("#takeBack-code-keep")
            #expect(try browser.until("#otherwise") != nil)
        }

        /// From the start to where the programme has ended and its bed was let go.
        private static func programme(_ bed: Bedside) throws {
            let browser = bed.browser
            try bed.examine("ready")
            try browser.click("#start")
            #expect(try browser.until("#pause") != nil)
            try browser.click("#infusion")
            #expect(try browser.until("#infusionOver") != nil)
            try browser.click("#pause")
            #expect(try browser.until("#pause[aria-pressed=true]") != nil)
            try bed.examine("paused")
            try bed.killConsole()
            try browser.run("reload")
            try browser.fill("#vitals-systolic", "131")
            try browser.fill("#vitals-diastolic", "79")
            try browser.click("#vitals-keep")
            #expect(try browser.shows("131/79 mmHg", in: "#readings") != nil)
            try browser.click("#pause")
            // What it asks on its way is answered with the harmless answer; the last one lets go.
            let isOver = try wait(seconds: 120) {
                if try browser.count("#question form button") > 0,
                    try browser.asked() == nil
                {
                    try? browser.run(
                        "change",
                        [
                            "script":
                                "document.querySelector('#question form button')?.click()"
                        ])
                    usleep(300_000)
                }
                return try browser.asked() != nil
            }
            let text = isOver ? "" : try browser.text()
            #expect(isOver, "\(text)")
        }

        private static func sign(_ bed: Bedside, arm: String) throws {
            let browser = bed.browser
            #expect(try browser.until("#list a") != nil)
            let unsigned = bed.said("To be signed", "À signer")
            #expect(try browser.shows(unsigned, in: "#list") != nil)
            try bed.examine("to-be-signed")
            try browser.open(bed.address + "patient?code=M01-001")
            let field = "#passphrase-M01-001-S01"
            try browser.fill(field, "another one altogether")
            try browser.click("#sign-M01-001-S01")
            #expect(try browser.until("[role=alert].notice") != nil)
            try browser.fill(field, passphrase)
            try browser.click("#sign-M01-001-S01")
            #expect(try browser.shows(bed.said("Signed by NB", "Signée par NB")) != nil)
            try bed.examine("signed")
            try browser.click("a[href='/report?session=M01-001-S01']")
            #expect(try browser.shows("131/79") != nil)
            #expect(try browser.count("script") == 0 && browser.count("svg") > 0)
            try browser.examine("\(bed.name)-report", isDim: false)
        }

        @Test(
            "From sign-in to the signed report, loaded anew at every step",
            arguments: [
                ("music", "en-CA"), ("music", "fr-CA"), ("cues", "en-CA"), ("cues", "fr-CA"),
            ])
        func whole(arm: String, locale: String) throws {
            let scratch = try Scratch()
            let isFrench = locale == "fr-CA"
            let data = try staffedSite(in: scratch, language: isFrench ? "fr" : "en")
            let bed = try Bedside("whole-\(arm)-\(locale)", data, in: scratch, isFrench: isFrench)
            defer {
                endSession(data)
                bed.console.server.end(SIGTERM)
            }
            try Self.signIn(bed)
            try Self.start(bed, arm: arm)
            try Self.walk(bed)
            try #require(try bed.browser.until("#start") != nil)
            try Self.programme(bed)
            try Self.walk(bed)
            try Self.sign(bed, arm: arm)
            // On record as at a terminal, by whoever signed in.
            for (kind, count) in [
                ("session.closed", 1), ("debriefed", 1), ("preference", 1), ("signed", 1),
            ] {
                #expect(try recorded(kind, data) == count, "\(kind)")
            }
            let report = try Built.run(
                ["report", "M01-001-S01", "--language", isFrench ? "fr" : "en", "--data", data])
            #expect(report.output.contains("NB"))
            #expect(report.output.contains("81"))
            #expect(try Built.run(["records", "verify", "--data", data]).exit == 0)
        }
    }
}
