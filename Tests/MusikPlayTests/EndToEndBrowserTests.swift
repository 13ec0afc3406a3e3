import Foundation
import Testing

extension EndToEnd {
    @Suite("In a browser")
    struct BrowserTests {
        static func enter(_ browser: Browser, _ console: ServedConsole) throws {
            try browser.open("http://127.0.0.1:\(console.port)/")
            try browser.fill("#code", console.code)
            try browser.click(".entry button")
            #expect(try browser.until("#head h1") != nil)
        }

        @Test("The rules for pages find what breaks them, and bright, wide and small is seen")
        func rules() throws {
            let scratch = try Scratch()
            let console = try ServedConsole(try dataFolder(in: scratch), in: scratch)
            defer { console.server.end(SIGTERM) }
            let browser = try Browser()
            try browser.device()
            try browser.open("http://127.0.0.1:\(console.port)/")
            try browser.examine("empty-sign-in")
            try browser.run(
                "change",
                [
                    "script": """
                    document.body.innerHTML = '<img src="/console.css"><p style="color:#888">x</p>'
                        + '<button id="b">.</button>';
                    const sheet = document.styleSheets[0];
                    sheet.insertRule("body { background: #fff !important; width: 900px }",
                        sheet.cssRules.length);
                    sheet.insertRule("button { min-width: 0 !important; padding: 0 }",
                        sheet.cssRules.length);
                    """
                ])
            let broken = try browser.ask("axe", as: [String].self) ?? []
            #expect(broken.contains { $0.hasPrefix("image-alt") }, "\(broken)")
            let luminance = try browser.ask(
                "shot", ["path": scratch.path + "/x.png"], as: Double.self)
            #expect(luminance ?? 0 > 0.5)
            #expect(try browser.ask("overflow", as: Int.self) ?? 0 > 0)
            #expect(try browser.ask("small", ["millimetres": 15], as: [String].self)?.count == 1)
            #expect(try !browser.reaches("#quiet"))
        }

        @Test(
            "A patient's session is led from the page, in either language",
            arguments: ["en-CA", "fr-CA"])
        func patient(locale: String) throws {
            let scratch = try Scratch()
            let data = try dataFolder(in: scratch)
            let (name, isFrench) = ("patient-\(locale)", locale == "fr-CA")
            func said(_ english: String, _ french: String) -> String {
                isFrench ? french : english
            }
            let log = scratch.path + "/events.jsonl"
            let (session, window) = try KeysTests.ready(data, log: log)
            // A port of its own, so that the console can be found again at the same one.
            var console = try ServedConsole(data, in: scratch)
            let port = console.port
            console.server.end(SIGTERM)
            console = try ServedConsole(data, in: scratch, port: port)
            defer { console.server.end(SIGTERM) }
            let browser = try Browser()
            try browser.device(locale)
            try browser.open("http://127.0.0.1:\(port)/")
            try browser.examine("\(name)-1-sign-in")
            try browser.fill("#code", "12345678")
            try browser.click(".entry button")
            #expect(try browser.until("[role=alert].notice") != nil)
            try browser.examine("\(name)-2-wrong-code")
            try Self.enter(browser, console)
            #expect(try browser.until("#start") != nil)
            try browser.examine("\(name)-3-ready")
            try browser.click("#start")
            #expect(try browser.until("#skip") != nil)
            try browser.examine("\(name)-4-playing")
            #expect(try browser.count(".course polygon") >= 3)

            // What was typed wrongly is explained, and stays.
            try browser.fill("#vitals-systolic", "12")
            try browser.fill("#vitals-diastolic", "80")
            try browser.click("#vitals-keep")
            let explained = said("is no reading", "n’est pas une mesure")
            #expect(try browser.shows(explained, in: "#vitals-mistake") != nil)
            #expect(try browser.value("#vitals-systolic") == "12")
            try browser.examine("\(name)-5-mistake")
            try browser.fill("#vitals-systolic", "132")
            try browser.fill("#vitals-saturation", "97")
            try browser.click("#vitals-keep")
            #expect(try browser.shows("132/80 mmHg, 97 %", in: "#readings") != nil)
            #expect(try browser.value("#vitals-systolic").isEmpty)
            try browser.click("#vitalsAgain")
            try browser.fill("#vitalsAgain-systolic", "142")
            try browser.fill("#vitalsAgain-diastolic", "84")
            try browser.click("#vitalsAgain-keep")
            #expect(try browser.shows("142/84 mmHg, 97 %", in: "#readings") != nil)
            try browser.run("reload")
            #expect(try browser.shows("142/84 mmHg, 97 %", in: "#readings") != nil)

            try browser.click("#checkIn")
            #expect(
                try browser.shows(said("Check-in noted", "Passage noté"), in: "#notices") != nil)
            try browser.click("#blindfold")
            #expect(try browser.until("#blindfold[aria-pressed=true]") != nil)
            try browser.click("#marker")
            try browser.click("#handOver")
            try browser.fill("#handOver-code", "n07")
            try browser.click("#handOver-keep")
            #expect(try browser.shows("N07", in: "#notices") != nil)
            try browser.click("#adverseEvent")
            try browser.fill("#adverseEvent-description", "<b>nausea</b> & é")
            try browser.click("#adverseEvent-keep")
            #expect(try browser.until("#question button") != nil)
            try browser.examine("\(name)-6-question")
            try browser.click("#question form:first-of-type button")
            let outcome = said("What became of it?", "Quelle évolution ?")
            #expect(try browser.shows(outcome, in: "#question") != nil)
            try browser.click("#question form:first-of-type button")
            let isKept = try wait(seconds: 10) { try recorded("adverseEvent", data) == 1 }
            #expect(isKept)
            #expect(try recorded("vitals", data) >= 2)
            #expect(try recorded("prompt.checkIn", data) == 1)
            #expect(try recorded("blindfold", data) >= 1)

            try browser.click("#distress")
            #expect(try browser.until("#talk[aria-pressed=true]") != nil)
            try browser.examine("\(name)-7-distress")
            // It is over when nothing is asked any more: the last answer.
            try browser.click("#question form:last-of-type button")
            #expect(try browser.until("#talk[aria-pressed=false]") != nil)
            try browser.click("#quiet")
            #expect(try browser.until("#quiet[aria-pressed=true]") != nil)
            try browser.examine("\(name)-8-quiet")
            try browser.run("reload")
            try browser.click("#quiet")
            #expect(try browser.until("#quiet[aria-pressed=false]") != nil)

            // The console is killed, and another one comes: the device is known again.
            console.server.end(SIGKILL)
            #expect(try browser.until("#cut") != nil)
            try browser.examine("\(name)-9-link-lost")
            console = try ServedConsole(data, in: scratch, port: port)
            let linked = try wait(seconds: 20) { try browser.count("#cut[hidden]") == 1 }
            #expect(linked)
            try browser.click("#talk")
            #expect(try browser.until("#talk[aria-pressed=true]") != nil)
            try browser.click("#talk")
            #expect(!session.hasEnded)

            try browser.click("#stop")
            #expect(
                try browser.shows(said("End the session?", "Finir la séance ?"), in: "#question")
                    != nil)
            try browser.examine("\(name)-10-stop")
            try browser.click("#question form:nth-of-type(2) button")
            // What follows is asked here and at the terminal: whoever answers first has answered.
            let next = said("Debrief", "Retour d’expérience")
            #expect(try browser.shows(next, in: ".phase") != nil)
            #expect(try browser.until("#asked") != nil)
            let asked = try #require(try browser.asked())
            try browser.examine("\(name)-11-after")
            window.forget()
            window.type("\r")
            let isAnswered = try wait(seconds: 10) {
                let now = try browser.asked()
                return now != nil && now != asked
            }
            #expect(isAnswered)
            let second = try browser.asked()
            window.forget()
            try browser.click("#question form:first-of-type button")
            let isNext = try wait(seconds: 10) {
                let now = try browser.asked()
                return now != nil && now != second
            }
            #expect(isNext)
            #expect(window.shows("[o/n") || window.shows("[y/n"), "\(window.shown)")
            window.hangUp()
            session.end(SIGKILL)
        }

        @Test("Cues on a phone, at twice the size, with the keyboard alone, and without scripts")
        func others() throws {
            let scratch = try Scratch()
            let data = try dataFolder(in: scratch)
            let log = scratch.path + "/events.jsonl"
            let window = try PseudoTerminal()
            let session = try rehearsal(data, log, window, ["--arm", "cues"])
            let console = try ServedConsole(data, in: scratch)
            defer { console.server.end(SIGTERM) }
            let browser = try Browser()

            try browser.device("fr-CA", width: 360, height: 740)
            try Self.enter(browser, console)
            #expect(try browser.until("#start") != nil)
            try browser.examine("cues-phone-ready")
            // With the keyboard alone: what has the focus keeps it while the page changes.
            try browser.run("change", ["script": "document.getElementById('start').focus()"])
            try browser.run("press", ["key": "Enter"])
            #expect(try browser.until("#skip") != nil)
            try browser.run("change", ["script": "document.getElementById('quiet').focus()"])
            try browser.run("press", ["key": "Enter"])
            #expect(try browser.until("#quiet[aria-pressed=true]") != nil)
            #expect(try browser.ask("focused", as: String.self) == "quiet")
            try browser.run("press", ["key": " "])
            #expect(try browser.until("#quiet[aria-pressed=false]") != nil)
            try browser.examine("cues-phone-playing")

            // A tablet of 768 pixels at 200 %.
            try browser.device("en-CA", width: 384, height: 512)
            try Self.enter(browser, console)
            #expect(try browser.until("#skip") != nil)
            try browser.examine("cues-large")

            try browser.device("en-CA", hasScript: false)
            try Self.enter(browser, console)
            #expect(try browser.count("#skip") == 1)
            try browser.click("#mute-0")
            #expect(
                try browser.count("#mute-0[aria-pressed=true]") == 1
                    || wait(seconds: 5) {
                        try browser.run("reload")
                        return try browser.count("#mute-0[aria-pressed=true]") == 1
                    })
            #expect(try events(log).count { $0.event == "wished" && $0.command == "mute" } == 1)
            #expect(try Built.run(["stop", "--data", data]).exit == 0)
            #expect(session.exit(within: 20) == 0)
        }
    }
}
