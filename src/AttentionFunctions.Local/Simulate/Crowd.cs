namespace AttentionFunctions.Local.Simulate;

/// <summary>Draws the people.</summary>
internal static class Crowd
{
    private const double VisitsPerDay = 0.44;

    private const double FocusShare = 0.4;

    private static readonly string[] GivenNames =
    [
        "Ada", "Amir", "Bea", "Carlos", "Chiara", "Daniel", "Dilara", "Elif", "Emil", "Fatima", "Finn", "Grace", "Hana", "Hugo", "Ines",
        "Ivan", "Jana", "Jonas", "Kenji", "Lara", "Leo", "Mei", "Mila", "Nadia", "Noah", "Olga", "Omar", "Priya", "Quinn", "Rosa", "Samir",
        "Tara", "Ugo", "Vera", "Wanda", "Yusuf", "Zoe",
    ];

    private static readonly string[] FamilyNames =
    [
        "Abebe", "Andersen", "Baker", "Costa", "Dubois", "Eriksen", "Fischer", "Garcia", "Haddad", "Ito", "Jansen", "Kaya", "Kowalski",
        "Lang", "Mensah", "Moreau", "Novak", "Okafor", "Park", "Petrov", "Rossi", "Sato", "Silva", "Singh", "Tran", "Varga", "Weber",
        "Yilmaz", "Zhang",
    ];

    public static IReadOnlyList<SimulatedUser> Draw(int count, Random random)
    {
        string[] names = [.. GivenNames.SelectMany(given => FamilyNames.Select(family => $"{given} {family}"))];
        random.Shuffle(names);
        return [.. Enumerable.Range(0, count).Select(i => Draw($"user-{i + 1:0000}", NameAt(names, i), random))];
    }

    /// <summary>Namesakes get a number, as in "Ada Baker 2".</summary>
    private static string NameAt(string[] names, int index) =>
        names[index % names.Length] + (index < names.Length ? "" : $" {(index / names.Length) + 1}");

    private static SimulatedUser Draw(string id, string name, Random random)
    {
        var start = Taste.Draw(random);
        Taste now = start.Towards(Taste.Draw(random), random.Between(0, 0.8));
        return new SimulatedUser(
            id, name, start, now, random.OneOf(Rhythm.All), Math.Min(random.LogNormal(VisitsPerDay, 0.4), 3), random.Chance(FocusShare));
    }
}
