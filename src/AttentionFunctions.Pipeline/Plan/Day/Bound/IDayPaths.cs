namespace AttentionFunctions.Plan;

/// <summary>Ways through the day that hold all plans better than the best one known, and others that break rules.</summary>
internal interface IDayPaths
{
    /// <summary>Inner steps of one path, to weigh it against the time there is.</summary>
    long Work { get; }

    /// <param name="profits">Of each place.</param>
    double Longest(double[] profits);

    /// <summary>Indices of the places on the path found last, in order of time.</summary>
    List<int> Path();
}
