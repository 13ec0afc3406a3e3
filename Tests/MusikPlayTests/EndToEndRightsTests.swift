import Foundation
import Testing

extension EndToEnd {
    @Suite("Who may what on the console")
    struct RightsTests {
        /// Everybody who can come besides the clinician, with what they are.
        private static let others = ["CO": "coordinator", "ST": "statistician", "R1": "rater"]

        /// A site with a clinician and some others, and a patient's session at its first question.
        private static func site(
            _ scratch: Scratch, arm: String = "music", _ people: [String] = [],
            instrument: String? = nil
        ) throws -> ServedConsole {
            let data = try staffedSite(
                in: scratch, others: people.map { ($0, others[$0] ?? "") })
            if let instrument {
                _ = try scratch.file("data/instruments/site.json", instrument)
            }
            let console = try ServedConsole(data, in: scratch)
            try console.enter()
            try signIn(console, "NB")
            let started = try console.post(
                "/start",
                [
                    "patient": "M01-001", "arm": arm, "minutes": "10", "headphones": "null:",
                ])
            try #require(started.status == 303, "\(started.body)")
            let isAsked = try wait(seconds: 20) {
                try console.ask("GET", "/").body.contains("id=\"asked\"")
            }
            try #require(isAsked)
            return console
        }

        private static func end(_ console: ServedConsole, _ scratch: Scratch) {
            endSession(scratch.path + "/data")
            console.server.end(SIGTERM)
        }

        private static func signIn(_ console: ServedConsole, _ person: String) throws {
            let answer = try console.post(
                "/sign-in", ["person": person, "passphrase": passphrase])
            try #require(answer.status == 303, "\(answer.body)")
        }

        /// Pages that only who may read gets.
        private static let pages = [
            "/patient?code=M01-001", "/report?session=M01-001-S01", "/library", "/trial", "/record",
        ]

        /// What somebody gets on every route, by the route.
        private static func answers(_ console: ServedConsole) throws -> [String: Int] {
            var answers: [String: Int] = [:]
            for path in ["/"] + pages {
                answers[path] = try console.ask("GET", path).status
            }
            for (path, fields) in [
                ("/wish", ["wish": "skip"]),
                ("/wish", ["wish": "reply", "question": "99", "answer": "y"]),
                ("/wish", ["wish": "quiet on"]), ("/start", ["patient": "M01-001"]),
                ("/sign", ["session": "M01-001-S01", "passphrase": passphrase]),
                ("/hand-over", ["code": "1"]),
            ] {
                answers[path + " " + (fields["wish"] ?? "")] = try console.post(path, fields).status
            }
            return answers
        }

        @Test("Every route, for every role and for nobody")
        func routes() throws {
            let scratch = try Scratch()
            let console = try Self.site(scratch, ["CO", "ST", "R1"])
            defer { Self.end(console, scratch) }
            let quiet = "/wish quiet on"
            // Nothing sounds yet, which the session says to everybody: 409.
            var lead: [String: Int] = [
                "/": 200,
                "/wish skip": 409, "/wish reply": 409, quiet: 409, "/start ": 409, "/sign ": 409,
                "/hand-over ": 409,
            ]
            for page in Self.pages { lead[page] = 200 }
            var read = lead
            for path in ["/wish skip", "/wish reply", "/start ", "/sign ", "/hand-over "] {
                read[path] = 403
            }
            var none = read
            for page in Self.pages { none[page] = 403 }
            #expect(try Self.answers(console) == lead)
            for (person, expected) in [("CO", read), ("ST", read), ("R1", none)] {
                try console.enter()
                try Self.signIn(console, person)
                #expect(try Self.answers(console) == expected, "\(person)")
                let page = try console.ask("GET", "/").body
                #expect(page.contains("id=\"asked\"") == (person != "R1"), "\(person)")
            }
            // Who only typed the code.
            try console.enter()
            #expect(try Self.answers(console) == none)
            #expect(try !console.ask("GET", "/").body.contains("M01-001"))
            // And nobody.
            console.forgetCookie()
            for (path, status) in try Self.answers(console) {
                #expect(status == (path == "/" ? 200 : 401), "\(path)")
            }
            #expect(try console.ask("GET", "/events").status == 401)
        }

        @Test("A rater's pages are the same, whatever arm it is")
        func rater() throws {
            var seen: [[String]] = []
            for arm in ["music", "cues"] {
                let scratch = try Scratch()
                let console = try Self.site(scratch, arm: arm, ["R1"])
                defer { Self.end(console, scratch) }
                try console.enter()
                try Self.signIn(console, "R1")
                var pages: [String] = []
                for path in ["/", "/?language=fr"] + Self.pages {
                    let token = try console.token()
                    let body = try console.ask("GET", path).body
                    pages.append(body.replacingOccurrences(of: token, with: "-"))
                }
                let stream = try console.connected(console.request("GET", "/events"))
                let event =
                    ServedConsole.read(stream, until: "}\n")
                    .components(separatedBy: "data: ").last ?? ""
                close(stream)
                let line = event.prefix { $0 != "\n" }
                let parts = try JSONDecoder().decode([String: String].self, from: Data(line.utf8))
                let token = try console.token()
                pages += parts.sorted { $0.key < $1.key }.map { part in
                    let content = part.value.replacingOccurrences(of: token, with: "-")
                    return "\(part.key): \(content)"
                }
                let all = pages.joined()
                for word in ["M01-001-S01", "mindfulness", "music,", "cues,", "asked"] {
                    #expect(!all.contains(word), "\(arm): \(word)")
                }
                seen.append(pages)
            }
            #expect(seen[0] == seen[1])
        }

        @Test("Guessing a passphrase makes one wait, and neither silence nor another's sign-in")
        func guessing() throws {
            let scratch = try Scratch()
            let console = try Self.site(scratch, ["CO", "ST"])
            defer { Self.end(console, scratch) }
            try console.enter()
            for _ in 0..<5 {
                let answer = try console.post(
                    "/sign-in", ["person": "CO", "passphrase": "four words make two"])
                #expect(answer.status == 403)
            }
            // The right one as well, now.
            let right = try console.post(
                "/sign-in", ["person": "CO", "passphrase": passphrase])
            #expect(right.status == 403 && right.body.contains("wait"))
            #expect(try console.post("/wish", ["wish": "quiet on"]).status == 409)
            try Self.signIn(console, "ST")
            for person in ["", "<b>", "MACHINE", "NB'--", String(repeating: "A", count: 5000)] {
                let answer = try console.post(
                    "/sign-in", ["person": person, "passphrase": passphrase])
                #expect(answer.status == 403 && !answer.body.contains("<b>"), "\(person.prefix(9))")
            }
        }

        @Test("A device that was handed over answers the patient's questions and nothing else")
        func handedOver() throws {
            let scratch = try Scratch()
            let console = try Self.site(scratch)
            defer { Self.end(console, scratch) }
            for code in ["", "123", "12 34", "<b>12", String(repeating: "1", count: 13)] {
                #expect(try console.post("/hand-over", ["code": code]).status == 409)
            }
            #expect(try console.post("/hand-over", ["code": "2468"]).status == 303)
            let page = try console.ask("GET", "/").body
            #expect(!page.contains("M01-001") && !page.contains("id=\"asked\""))
            for path in Self.pages {
                let answer = try console.ask("GET", path)
                #expect(answer.status == 303 && answer.headers["location"] == ["/"])
            }
            // The first question is about the clock, and not the patient's.
            let question = ["wish": "reply", "question": "1"]
            for more in [["answer": "y"], ["reply": "stop"], ["reply": "notToday"]] {
                let answer = try console.post("/wish", question.merging(more) { $1 })
                #expect(answer.status == 403)
            }
            for path in ["/start", "/sign", "/leave", "/sign-in", "/hand-over"] {
                #expect(try console.post(path, ["code": "1357"]).status == 403, "\(path)")
            }
            for deed in ["skip", "stop", "stopAtOnce", "pause on", "vitals"] {
                #expect(try console.post("/wish", ["wish": deed]).status >= 400, "\(deed)")
            }
            for _ in 0..<5 {
                #expect(try console.post("/take-back", ["code": "1111"]).status == 403)
            }
            // Closed for a minute, for the right one too.
            #expect(try console.post("/take-back", ["code": "2468"]).status == 403)
            #expect(try !console.ask("GET", "/").body.contains("M01-001"))
        }

        @Test("An answer that somebody must see is shown to the team, and not to the patient")
        func alert() throws {
            let documented = try String(
                contentsOfFile: root + "/Sources/MusikPlay/Musik.docc/Instruments.md",
                encoding: .utf8)
            let packs = documented.components(separatedBy: "```json\n").dropFirst(2)
            let pack = packs.first?.components(separatedBy: "```").first
            let scratch = try Scratch()
            let console = try Self.site(scratch, instrument: pack)
            defer { Self.end(console, scratch) }
            let team = try ServedConsole(scratch.path + "/data", in: scratch)
            defer { team.server.end(SIGTERM) }
            try team.enter()
            try Self.signIn(team, "NB")
            // The clock, the note of the check-in, and that the questionnaire is wanted now.
            for (question, answer) in [(1, "y"), (2, ""), (3, "y")] {
                try Self.reply(team, question, answer)
            }
            #expect(try console.post("/hand-over", ["code": "2468"]).status == 303)
            for (question, shown, answer) in [
                (4, "How low was your mood?", "9"), (5, "How much energy did you have?", "1"),
            ] {
                let page = try console.ask("GET", "/").body
                #expect(page.contains(shown) && !page.contains("Three questions"))
                #expect(page.contains("10 · "), "anchors are on the buttons")
                try Self.reply(console, question, answer)
            }
            // One back, another answer, and on.
            #expect(
                try console.post(
                    "/wish", ["wish": "reply", "question": "6", "reply": "back"]
                ).status == 303)
            #expect(try console.ask("GET", "/").body.contains("How much energy"))
            try Self.reply(console, 7, "2")
            try Self.reply(console, 8, "3")
            let isRaised = try wait(seconds: 10) {
                try team.ask("GET", "/").body.contains("!!!")
            }
            #expect(isRaised)
            let patients = try console.ask("GET", "/").body
            #expect(patients.contains("Thank you") && !patients.contains("!!!"))
            let flags = try Built.run(
                ["records", "list", "--last", "50", "--data", scratch.path + "/data"]
            ).output
            #expect(flags.contains("flag"))
        }

        private static func reply(
            _ console: ServedConsole, _ question: Int, _ answer: String
        ) throws {
            let fields = ["wish": "reply", "question": "\(question)", "answer": answer]
            let isTaken = try wait(seconds: 10) {
                try console.post("/wish", fields).status == 303
            }
            try #require(isTaken, "\(question)")
        }
    }
}
