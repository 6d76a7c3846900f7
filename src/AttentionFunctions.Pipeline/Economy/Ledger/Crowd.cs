namespace AttentionFunctions.Economy;

/// <summary>
/// Whether there are enough people, without keeping who they are: at most <see cref="Enough"/> distinct users are remembered, and that is
/// all that any union of crowds needs to know.
/// </summary>
internal sealed class Crowd
{
    /// <summary>k of k-anonymity: figures about a group are published only if at least so many people are behind them.</summary>
    public const int Enough = 5;

    private readonly List<string> _users = new(Enough);

    public bool IsEnough => _users.Count >= Enough;

    public bool IsEmpty => _users.Count == 0;

    public void Add(string user)
    {
        if (!IsEnough && !_users.Contains(user)) _users.Add(user);
    }

    public void Add(Crowd other)
    {
        foreach (string user in other._users) Add(user);
    }
}
