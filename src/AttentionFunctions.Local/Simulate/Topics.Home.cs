namespace AttentionFunctions.Local.Simulate;

internal static partial class Topics
{
    private static Topic Cooking => new(
        "cooking",
        ["slow-cooked lentils", "sourdough bread", "roasted root vegetables", "fresh pasta", "chickpea curry", "miso soup", "flatbread",
            "pickled cabbage", "tomato sauce", "rice pudding"],
        ["{0} in five steps", "{0} on a weeknight", "The patient cook's {0}", "{0} for a full table", "What goes wrong with {0}"],
        ["Bread from scratch", "A week of suppers"],
        ["Marta Lindqvist", "Kitchen Nine", "The Small Oven"],
        ["Start {0} with good salt, a heavy pan and low heat.", "Taste {0} early and season in small steps.",
            "The flavour of {0} deepens when it rests in the kitchen overnight.", "Every ingredient of {0} is in a small grocery shop."]);

    private static Topic Gardening => new(
        "gardening",
        ["raised beds", "tomato seedlings", "compost", "wildflower meadows", "apple trees", "herb pots", "climbing roses", "winter greens",
            "dry soil", "berry bushes"],
        ["{0} in a small garden", "{0}, month by month", "A calm guide to {0}", "{0} without chemicals", "Ten years with {0}"],
        ["The balcony year", "Soil and seed"],
        ["Green Corner", "Piet van Aalst", "Hedge and Harrow"],
        ["Work with {0} in the morning, while the soil is cool and damp.", "In spring {0} need mulch, patience and a watering can.",
            "Gardeners who keep a diary learn most about {0}.", "Bees and birds repay the care that {0} get."]);

    private static Topic Woodworking => new(
        "woodworking",
        ["dovetail joints", "hand planes", "oak benches", "sharp chisels", "bookshelves", "spoon carving", "oil finishes", "workbenches",
            "box lids", "offcuts"],
        ["{0} by hand", "A first weekend with {0}", "{0}, cut and fitted", "The quiet workshop: {0}", "Mistakes I made with {0}"],
        ["Building a stool", "Joints that hold"],
        ["Bench and Vise", "Ilse Brandt", "Shavings"],
        ["Mark twice before you bring a saw near {0}.", "The grain of the timber decides how {0} turn out.",
            "For {0} a sharp blade matters more than a costly one.", "Glue, clamps and a square are all that {0} ask of a workshop."]);

    private static Topic Finance => new(
        "personal finance",
        ["index funds", "rainy-day savings", "household budgets", "mortgages", "pension plans", "student loans", "bank fees", "tax returns",
            "insurance policies", "first salaries"],
        ["{0} in plain words", "{0}: what it really costs", "An hour a month for {0}", "Before you sign: {0}", "{0} for late starters"],
        ["Out of debt", "Investing slowly"],
        ["Plain Ledger", "Noor Haddad", "Penny Council"],
        ["Write down the numbers before you decide about {0}.", "Interest works for or against {0}, and it never sleeps.",
            "With {0} the cheapest choice is often the dull one.", "A spreadsheet with four columns is enough for {0}."]);
}
