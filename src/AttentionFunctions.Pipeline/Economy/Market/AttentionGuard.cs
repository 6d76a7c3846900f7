namespace AttentionFunctions.Economy;

/// <summary>
/// What advertising may take of one person's day: never more than a share of the attention given, and no campaign too often.
/// </summary>
/// <remarks>Holds after every page: sponsored exposure ≤ cap × all exposure, because a slot is granted only within what this page brings.</remarks>
internal sealed class AttentionGuard(double attentionCap)
{
    private readonly Dictionary<string, int> _showings = new(StringComparer.Ordinal);
    private double _sponsored, _all;

    /// <summary>Sponsored share of all exposure so far, 0 to the cap.</summary>
    public double SponsoredShare => _all > 0 ? _sponsored / _all : 0;

    public int ShowingsOf(string campaign) => _showings.GetValueOrDefault(campaign);

    /// <summary>Counts a new page in; its slots may then be taken.</summary>
    public void OpenPage(double exposure) => _all += exposure;

    /// <summary>How many of the slots, in this order, may be sponsored on the page just opened.</summary>
    public int Grant(IReadOnlyList<double> slots)
    {
        double left = (attentionCap * _all) - _sponsored;
        int granted = 0;
        while (granted < slots.Count && slots[granted] <= left) left -= slots[granted++];
        return granted;
    }

    public void Take(string campaign, double exposure)
    {
        _sponsored += exposure;
        _showings[campaign] = ShowingsOf(campaign) + 1;
    }
}
