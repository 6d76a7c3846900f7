namespace AttentionFunctions.Local.Simulate;

internal static partial class Topics
{
    private static Topic Cycling => new(
        "cycling",
        ["gravel rides", "mountain passes", "bicycle chains", "touring panniers", "winter commutes", "tubeless tyres", "group rides",
            "time trials", "disc brakes", "cargo bikes"],
        ["{0} for tired legs", "{0}: a rider's notes", "Getting ready for {0}", "{0} on a budget", "Lessons from a season of {0}"],
        ["Across the Alps by bike", "Fix your own bike"],
        ["Two Wheels", "Jonas Weber", "Peloton Post"],
        ["Check tyre pressure and saddle height before you think about {0}.", "Riders talk about {0} at every coffee stop.",
            "After a hundred kilometres {0} look different.", "A steady cadence makes {0} feel lighter."]);

    private static Topic Photography => new(
        "photography",
        ["street portraits", "golden-hour light", "old lenses", "black-and-white film", "long exposures", "bird photography",
            "studio flashes", "photo books", "night cityscapes", "macro shots"],
        ["{0} with one lens", "Seeing better: {0}", "{0}, frame by frame", "A walk in search of {0}", "Settings for {0}"],
        ["The darkroom lessons", "One camera, one year"],
        ["Aperture Diary", "Sofia Ricci", "Contact Sheet"],
        ["Light and patience make {0} work.", "Set the shutter first, then compose {0} in the viewfinder.",
            "A tripod is slow, and slowness helps {0}.", "Look at the edges of the picture when you judge {0}."]);

    private static Topic Travel => new(
        "travel",
        ["night trains", "island ferries", "mountain huts", "coastal villages", "market towns", "desert roads", "hot springs",
            "border crossings", "old harbours", "river valleys"],
        ["{0} out of season", "Slow journeys: {0}", "{0} for two hundred euros", "A notebook of {0}", "The best {0} we found"],
        ["Europe by rail", "Walking the coast"],
        ["Far and Slow", "Leila Benali", "Window Seat"],
        ["Pack lightly and leave a free day for {0}.", "Travellers who ask at the station hear most about {0}.",
            "The map shows {0}, but not the smell of the sea or the bread.", "Tickets for {0} are cheaper before the summer."]);

    private static Topic Sleep => new(
        "sleep and fitness",
        ["morning runs", "afternoon naps", "strength training", "evening stretches", "breathing exercises", "sleep diaries", "rest days",
            "swimming laps", "mobility drills", "early nights"],
        ["{0} and your body clock", "What science says about {0}", "Four weeks of {0}", "{0} when time is short", "The gentle way to {0}"],
        ["From couch to ten kilometres", "Better nights"],
        ["Rest and Run", "Tomasz Nowak", "Pulse Weekly"],
        ["The heart, the lungs and the mind all notice {0}.", "Coaches add {0} to a training plan step by step.",
            "Keep the same hours and {0} become a habit.", "A good night's sleep is the other half of {0}."]);
}
