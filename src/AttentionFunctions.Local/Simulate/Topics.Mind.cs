namespace AttentionFunctions.Local.Simulate;

internal static partial class Topics
{
    private static Topic Astronomy => new(
        "astronomy",
        ["the rings of Saturn", "dark matter", "meteor showers", "binary stars", "the Moon's far side", "radio telescopes", "exoplanets",
            "the Andromeda galaxy", "comet tails", "solar storms"],
        ["{0}, seen from a back yard", "What we know about {0}", "{0} explained without formulas", "The long history of {0}",
            "Tonight: {0}"],
        ["A tour of the planets", "How stars die"],
        ["Night Sky Notes", "Dr. Amara Osei", "Perihelion"],
        ["Light from {0} carries a record of the early cosmos.", "Astronomers measure {0} by spectrum, orbit and brightness.",
            "A small telescope and a dark sky bring {0} within reach.", "New observatories have changed what we think of {0}."]);

    private static Topic History => new(
        "history",
        ["the Hanseatic League", "Roman roads", "the Silk Road", "the printing press", "medieval markets", "the Black Death",
            "Viking harbours", "the first railways", "lost libraries", "the spice trade"],
        ["{0} in ten objects", "{0}: the people behind it", "Letters from the time of {0}", "Myths about {0}", "How {0} shaped our towns"],
        ["Empires of the sea", "Everyday life in 1500"],
        ["Old Stones", "Henrik Dahl", "The Archive Hour"],
        ["Merchants, monks and rulers all left traces of {0}.", "Archives in three countries hold papers about {0}.",
            "Historians still argue about what {0} meant to ordinary people.", "Excavations have brought {0} back into view."]);

    private static Topic Programming => new(
        "programming",
        ["async code", "unit tests", "database indexes", "pattern matching", "message queues", "memory profiles", "type systems",
            "build pipelines", "hash tables", "code reviews"],
        ["{0} from first principles", "{0} in production", "Debugging {0}", "{0}, one small example at a time",
            "What I wish I knew about {0}"],
        ["Write your own database", "From script to service"],
        ["Byte by Byte", "Yuki Tanaka", "The Compiler's Desk"],
        ["Software that is built around {0} is easier to change.", "Read the source code before you blame {0}.",
            "A benchmark shows where {0} cost time and where they do not.", "Developers meet {0} in every large code base."]);

    private static Topic Music => new(
        "music",
        ["jazz chords", "string quartets", "analogue synthesizers", "folk ballads", "drum patterns", "choir rehearsals", "film scores",
            "guitar solos", "sheet music", "opera overtures"],
        ["Listening to {0}", "{0} for beginners", "The sound of {0}", "Why {0} move us", "An evening of {0}"],
        ["Piano from zero", "The story of jazz"],
        ["Half Note", "Clara Moreau", "Record Room"],
        ["Rhythm and harmony meet in {0}.", "Play {0} slowly, then let the metronome lead.",
            "The great recordings of {0} reward a second hearing.", "Musicians on every stage come back to {0}."]);
}
