using System.Globalization;
using AttentionFunctions.Decide;

namespace AttentionFunctions.Plan;

/// <summary>What a notice at a moment looks like to the learner: as many features always, each 1, so that all weigh alike.</summary>
/// <remarks>
/// The person's own features stand beside everybody's. With a prior around zero on every weight that is shrinkage: a person is like everybody
/// until their own outcomes say otherwise (Daumé III, "Frustratingly Easy Domain Adaptation", ACL 2007; by hashing: Weinberger et al., ICML 2009,
/// section 4).
/// </remarks>
internal static class NoticeFeatures
{
    private const int HoursInGroup = 3;

    /// <summary>As <see cref="PlanItem.IsDeep"/>.</summary>
    private const double DeepFrom = 0.5;

    private static readonly ulong[] Verdicts = [.. Enum.GetValues<Verdict>().Select(verdict => Key($"verdict={verdict}"))];

    public static FeatureSet Context(string userKey, Situation situation, Notice notice)
    {
        ulong[] keys =
        [
            Key($"hour={situation.HourOfWeek % 24 / HoursInGroup}"),
            Key($"free={situation.HourOfWeek / 24 >= 5}"),
            Key($"focus={Math.Min(3, (int)(situation.Focus * 4))}"),
            Key($"deep={situation.Depth >= DeepFrom}"),
            Key($"recent={Math.Min(3, situation.Recent)}"),
            Key($"value={(int)Math.Log2(1 + notice.Value)}"),
            Key($"kind={notice.Kind}"),
            Key($"sender={notice.Sender}"),
            Key($"person={userKey}"),
            Key($"person={userKey} kind={notice.Kind}"),
            Key($"person={userKey} sender={notice.Sender}"),
        ];
        return new FeatureSet(keys, [.. keys.Select(_ => 1f)]);
    }

    public static FeatureSet Action(Verdict verdict) => new([Verdicts[(int)verdict]], [1f]);

    private static ulong Key(FormattableString feature) => FeatureReader.IdKey(feature.ToString(CultureInfo.InvariantCulture));
}
