extension Instrument {
    /// PTSD Checklist for DSM-5, past-month version, 20 items from 0 to 4.
    ///
    /// Weathers et al., National Center for PTSD, 2013: written by employees of the United States
    /// government and in the public domain, so that its text is here in full. Only the paper form's
    /// "circle one of the numbers to the right" became "select one of the options".
    ///
    /// Scored as the National Center for PTSD gives it: the sum, sums of the clusters, and a
    /// provisional diagnosis where at least one item of B, one of C, two of D and two of E count 2
    /// or more. The cut-off is a setting; 31 to 33 are published (Bovin et al., Psychol Assess
    /// 2016;28:1379), and 33 stands here. Nothing is said there about missing items: that a fifth
    /// of a scale's items may be missing is ours, and rules are only decided where no missing
    /// answer can change them.
    static let pcl5 = Instrument(
        edition: InstrumentEdition(instrument: "pcl5", version: "1"),
        name: "PTSD Checklist for DSM-5 (PCL-5)",
        source: "Weathers et al., National Center for PTSD, 2013; public domain",
        respondent: .patient,
        caveat: Wording(
            english: "A provisional result is no diagnosis: it calls for an interview.",
            french: "Un résultat provisoire n’est pas un diagnostic : il appelle un entretien."),
        instructions: Wording(english: pcl5Instructions),
        anchors: ["Not at all", "A little bit", "Moderately", "Quite a bit", "Extremely"]
            .enumerated().map { Anchor(value: $0.offset, text: Wording(english: $0.element)) },
        items: .numbered(20, 0...4, texts: pcl5Questions.map { Wording(english: $0) }),
        scales: [
            InstrumentScale(
                "total", Array(1...20), .sum, missingPercent: InstrumentScale.ours)
        ]
            + pcl5Clusters.map { cluster in
                InstrumentScale(
                    cluster.id, Array(cluster.items), .sum, missingPercent: InstrumentScale.ours)
            },
        rules: [
            InstrumentRule(
                "provisional",
                pcl5Clusters.map {
                    .items($0.items.map(String.init), count: $0.symptoms, atLeast: 2)
                }),
            InstrumentRule(setting: "cutoff", scale: "total", atLeast: 33),
        ])

    private static let pcl5Clusters = [
        (id: "b", items: 1...5, symptoms: 1),
        (id: "c", items: 6...7, symptoms: 1),
        (id: "d", items: 8...14, symptoms: 2),
        (id: "e", items: 15...20, symptoms: 2),
    ]

    private static let pcl5Instructions = """
        Below is a list of problems that people sometimes have in response to a very stressful \
        experience. Please read each problem carefully and then select one of the options to \
        indicate how much you have been bothered by that problem in the past month.
        In the past month, how much were you bothered by:
        """

    private static let pcl5Questions = [
        "Repeated, disturbing, and unwanted memories of the stressful experience?",
        "Repeated, disturbing dreams of the stressful experience?",
        """
        Suddenly feeling or acting as if the stressful experience were actually happening again \
        (as if you were actually back there reliving it)?
        """,
        "Feeling very upset when something reminded you of the stressful experience?",
        """
        Having strong physical reactions when something reminded you of the stressful experience \
        (for example, heart pounding, trouble breathing, sweating)?
        """,
        "Avoiding memories, thoughts, or feelings related to the stressful experience?",
        """
        Avoiding external reminders of the stressful experience (for example, people, places, \
        conversations, activities, objects, or situations)?
        """,
        "Trouble remembering important parts of the stressful experience?",
        """
        Having strong negative beliefs about yourself, other people, or the world (for example, \
        having thoughts such as: I am bad, there is something seriously wrong with me, no one can \
        be trusted, the world is completely dangerous)?
        """,
        """
        Blaming yourself or someone else for the stressful experience or what happened after it?
        """,
        "Having strong negative feelings such as fear, horror, anger, guilt, or shame?",
        "Loss of interest in activities that you used to enjoy?",
        "Feeling distant or cut off from other people?",
        """
        Trouble experiencing positive feelings (for example, being unable to feel happiness or \
        have loving feelings for people close to you)?
        """,
        "Irritable behavior, angry outbursts, or acting aggressively?",
        "Taking too many risks or doing things that could cause you harm?",
        "Being “superalert” or watchful or on guard?",
        "Feeling jumpy or easily startled?",
        "Having difficulty concentrating?",
        "Trouble falling or staying asleep?",
    ]
}
