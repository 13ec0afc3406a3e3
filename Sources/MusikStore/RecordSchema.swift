internal import GRDB

/// The tables, as migrations from one version to the next.
enum RecordSchema {
    /// All migrations in order. One that has been used is never changed.
    static var migrator: DatabaseMigrator {
        var migrator = DatabaseMigrator()
        migrator.registerMigration("1") { try $0.execute(sql: chain + views) }
        migrator.registerMigration("2") { database in
            for table in standingTables {
                try database.execute(
                    sql: """
                        DELETE FROM \(table) WHERE number IN
                            (SELECT number FROM entry WHERE correctedBy IS NOT NULL)
                        """)
            }
        }
        migrator.registerMigration("3") { try $0.execute(sql: settingsAndNames) }
        migrator.registerMigration("4") { try $0.execute(sql: library) }
        return migrator
    }

    private static let chain = """
        CREATE TABLE event (
            number INTEGER PRIMARY KEY NOT NULL,
            bytes BLOB NOT NULL,
            digest BLOB NOT NULL CHECK (length(digest) = 32)
        ) STRICT;
        CREATE TRIGGER event_is_final BEFORE UPDATE ON event
        BEGIN SELECT raise(ABORT, 'an event is never changed'); END;
        CREATE TRIGGER event_stays BEFORE DELETE ON event
        BEGIN SELECT raise(ABORT, 'an event is never removed'); END;
        CREATE TABLE note (
            reference TEXT PRIMARY KEY NOT NULL,
            salt BLOB NOT NULL,
            text TEXT NOT NULL
        ) STRICT, WITHOUT ROWID;

        """

    /// The views: all that they hold is in the chain.
    private static let views = """
        CREATE TABLE entry (
            number INTEGER PRIMARY KEY NOT NULL,
            time TEXT NOT NULL,
            actor TEXT NOT NULL,
            kind TEXT NOT NULL,
            subject TEXT,
            session TEXT,
            corrects INTEGER,
            correctedBy INTEGER
        ) STRICT;
        CREATE INDEX entryOfSession ON entry (session, number) WHERE session IS NOT NULL;
        CREATE INDEX entryOfSubject ON entry (subject, number) WHERE subject IS NOT NULL;
        CREATE TABLE patient (
            code TEXT PRIMARY KEY NOT NULL,
            language TEXT NOT NULL,
            added TEXT NOT NULL
        ) STRICT, WITHOUT ROWID;
        CREATE TABLE course (
            patient TEXT NOT NULL,
            firstSession INTEGER NOT NULL,
            kind TEXT NOT NULL,
            sessions INTEGER NOT NULL,
            started TEXT NOT NULL,
            PRIMARY KEY (patient, firstSession)
        ) STRICT, WITHOUT ROWID;
        CREATE TABLE session (
            code TEXT PRIMARY KEY NOT NULL,
            patient TEXT NOT NULL,
            number INTEGER NOT NULL,
            state TEXT NOT NULL,
            planned TEXT,
            arm TEXT,
            started TEXT,
            ended TEXT,
            step TEXT
        ) STRICT, WITHOUT ROWID;
        CREATE INDEX sessionOfPatient ON session (patient, number);
        CREATE TABLE vitals (
            number INTEGER PRIMARY KEY NOT NULL,
            session TEXT NOT NULL,
            infusionMinute REAL,
            programmeFrame INTEGER,
            systolic INTEGER NOT NULL,
            diastolic INTEGER NOT NULL,
            heartRate INTEGER,
            saturation INTEGER
        ) STRICT;
        CREATE TABLE score (
            number INTEGER NOT NULL,
            subject TEXT NOT NULL,
            session TEXT,
            instrument TEXT NOT NULL,
            version TEXT NOT NULL,
            scale TEXT NOT NULL,
            value REAL NOT NULL,
            PRIMARY KEY (number, scale)
        ) STRICT, WITHOUT ROWID;
        CREATE TABLE preference (
            number INTEGER PRIMARY KEY NOT NULL,
            session TEXT NOT NULL,
            patient TEXT NOT NULL,
            liking INTEGER,
            remembered TEXT NOT NULL,
            wish TEXT
        ) STRICT;

        """

    private static let settingsAndNames = """
        CREATE TABLE settings (number INTEGER PRIMARY KEY NOT NULL) STRICT;
        ALTER TABLE patient ADD COLUMN name TEXT;
        """

    /// A release's tracks have the columns of a track in the same order, after its name.
    private static let library = """
        CREATE TABLE track (
            \(trackColumns),
            PRIMARY KEY (digest)
        ) STRICT, WITHOUT ROWID;
        CREATE INDEX trackByTitle ON track (title, digest);
        CREATE TABLE release (
            number INTEGER PRIMARY KEY NOT NULL,
            name TEXT UNIQUE NOT NULL,
            made TEXT NOT NULL,
            actor TEXT NOT NULL,
            tracks INTEGER NOT NULL
        ) STRICT;
        CREATE TABLE releaseTrack (
            release TEXT NOT NULL,
            \(trackColumns),
            PRIMARY KEY (release, digest)
        ) STRICT, WITHOUT ROWID;

        """

    private static let trackColumns = """
            digest TEXT NOT NULL,
            path TEXT NOT NULL,
            title TEXT NOT NULL,
            version INTEGER NOT NULL,
            seconds REAL NOT NULL,
            audibleSeconds REAL NOT NULL,
            integrated REAL,
            intensity REAL NOT NULL,
            brightness REAL,
            tempo REAL,
            voiceHint REAL NOT NULL,
            lyrics TEXT,
            genres TEXT NOT NULL,
            missing TEXT NOT NULL,
            approvedBy TEXT,
            approved INTEGER,
            retired INTEGER,
            figures INTEGER NOT NULL,
            tags INTEGER
        """

    /// The tables that hold only what stands, by the number of its entry.
    static let standingTables = ["vitals", "score", "preference"]

    /// The views' tables and the columns that order each.
    static let viewTables = [
        ("entry", "number"), ("patient", "code"), ("course", "patient, firstSession"),
        ("session", "code"), ("vitals", "number"), ("score", "number, scale"),
        ("preference", "number"), ("settings", "number"), ("track", "digest"),
        ("release", "number"), ("releaseTrack", "release, digest"),
    ]
}
