internal import ArgumentParser
internal import MusikRecord
internal import MusikStore

extension TrialCommand {
    /// `musik-play trial query`.
    struct Query: ParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "query",
            abstract: "Ask about something in the data, answer, and see what is open.",
            subcommands: [Raise.self, Answer.self, List.self])

        /// `musik-play trial query raise`.
        struct Raise: ParsableCommand {
            static let configuration = CommandConfiguration(
                abstract: "Ask about a session, a participant or one entry.",
                discussion: """
                    The data can't be locked before it is answered.

                    EXAMPLE
                      musik-play trial query raise M01-001-S03 --entry 412 --text "is 40 right?"
                    """)

            @Argument(help: "The session's or the participant's code.")
            var code: String
            @Option(help: "The number of the entry that it is about.")
            var entry: Int?
            @Option(help: "The question.", transform: givenReason)
            var text: String
            @OptionGroup var author: AuthorOptions
            @OptionGroup var options: RecordOptions

            func run() throws {
                let (store, author) = try options.store(
                    for: author, as: .coordinator, or: [.statistician])
                let session = SessionCode(code)
                if let session {
                    _ = try store.requireSession(session)
                } else {
                    guard let patient = StudyCode(code) else {
                        throw Failure(
                            .usage, "“\(code)” is no session and no participant.",
                            remedy: "Codes look like M01-001-S03 and M01-001.")
                    }
                    _ = try store.requirePatient(patient)
                }
                if let entry {
                    let head = try recording { () throws(StoreError) in try store.head() }
                    guard (1...head.number).contains(entry) else {
                        throw Failure(
                            .usage, "The record has no entry \(entry).",
                            remedy: "“musik-play records list” shows their numbers.")
                    }
                }
                RecordMark.print(for: store)
                let raised = try recording { () throws(StoreError) in
                    try store.append(
                        .queryRaised(QueryRaised(about: entry, question: Note(text))),
                        RecordConcern(naming: code),
                        by: author)
                }
                print("Query \(raised.number) is open.")
            }
        }

        /// `musik-play trial query answer`.
        struct Answer: ParsableCommand {
            static let configuration = CommandConfiguration(
                abstract: "Answer a query, which closes it.",
                discussion: """
                    Where an entry was wrong, correct it first: the answer doesn't.

                    EXAMPLE
                      musik-play trial query answer 512 --text "yes, by the paper form" --as NB
                    """)

            @Argument(help: "The query's number.")
            var query: Int
            @Option(help: "The answer.", transform: givenReason)
            var text: String
            @OptionGroup var author: AuthorOptions
            @OptionGroup var options: RecordOptions

            func run() throws {
                let (store, author) = try options.store(
                    for: author, as: .clinician, or: [.coordinator])
                guard
                    let open = try TrialClosure(store).openQueries.first(where: {
                        $0.entry == query
                    })
                else {
                    throw Failure(
                        .usage, "No open query has the number \(query).",
                        remedy: "“musik-play trial query list” shows which are open.")
                }
                RecordMark.print(for: store)
                try recording { () throws(StoreError) in
                    _ = try store.append(
                        .queryClosed(QueryClosed(query: query, answer: Note(text))), open.concern,
                        by: author)
                }
                print("Query \(query) is closed.")
            }
        }

        /// `musik-play trial query list`.
        struct List: ParsableCommand {
            static let configuration = CommandConfiguration(
                abstract: "Show all queries, open ones first.")

            @OptionGroup var options: RecordOptions

            func run() throws {
                let store = try options.storeForStaff()
                let queries = try TrialClosure(store).queries
                RecordMark.print(for: store)
                if queries.isEmpty {
                    print("Nobody has asked anything. Ask with: musik-play trial query raise")
                }
                let ordered =
                    queries.filter { $0.answer == nil } + queries.filter { $0.answer != nil }
                for query in ordered {
                    let whom = query.concern.session?.text ?? query.concern.subject?.text ?? ""
                    let entry = query.about.map { ", entry \($0)" } ?? ""
                    print("\(query.entry)  \(whom)\(entry)  \(query.question.text ?? "destroyed")")
                    print(query.answer.map { "    \($0.text ?? "destroyed")" } ?? "    OPEN")
                }
            }
        }
    }
}
