namespace AttentionFunctions.Train;

/// <summary>Where each item occurs: an inverted index over a <see cref="SequenceSet"/>.</summary>
internal sealed class Occurrences
{
    private readonly int[] _offsets;
    private readonly (int User, int Position)[] _places;

    private Occurrences(int[] offsets, (int, int)[] places) => (_offsets, _places) = (offsets, places);

    public ReadOnlySpan<(int User, int Position)> Of(int item) => _places.AsSpan(_offsets[item], _offsets[item + 1] - _offsets[item]);

    public static Occurrences Of(SequenceSet set)
    {
        var offsets = new int[set.ItemIds.Length + 1];
        foreach (var user in set.Users)
        {
            foreach (var interaction in user.Interactions)
            {
                offsets[interaction.Item + 1]++;
            }
        }

        for (var i = 0; i < set.ItemIds.Length; i++)
        {
            offsets[i + 1] += offsets[i];
        }

        var next = offsets.ToArray();
        var places = new (int, int)[offsets[^1]];
        for (var user = 0; user < set.Users.Length; user++)
        {
            var interactions = set.Users[user].Interactions;
            for (var position = 0; position < interactions.Length; position++)
            {
                places[next[interactions[position].Item]++] = (user, position);
            }
        }

        return new(offsets, places);
    }
}
