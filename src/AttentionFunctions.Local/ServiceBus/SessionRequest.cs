using System.Globalization;
using Amqp.Framing;
using Amqp.Types;

namespace AttentionFunctions.Local.ServiceBus;

/// <summary>
/// A receiver's wish for a session, which is in its attach, and how it is granted there:
/// https://learn.microsoft.com/azure/service-bus-messaging/service-bus-amqp-protocol-guide
/// </summary>
internal sealed class SessionRequest
{
    private static readonly Symbol Filter = new("com.microsoft:session-filter");
    private static readonly Symbol Timeout = new("com.microsoft:timeout");
    private static readonly Symbol LockedUntil = new("com.microsoft:locked-until-utc");
    private static readonly Symbol CannotBeLocked = new("com.microsoft:session-cannot-be-locked");

    /// <summary>What the real service grants a client that names no time.</summary>
    private static readonly TimeSpan UsualPatience = TimeSpan.FromSeconds(65);

    private static readonly TimeSpan LongestPatience = TimeSpan.FromDays(1);

    private readonly Attach attach;
    private readonly Map filters;

    private SessionRequest(Attach attach, Map filters) => (this.attach, this.filters) = (attach, filters);

    /// <summary>Null for the next session that has messages.</summary>
    public string? Name => filters[Filter] as string;

    /// <summary>How long the client waits for the next session.</summary>
    public TimeSpan Patience => attach.Properties?[Timeout] is IConvertible milliseconds
        ? TimeSpan.FromMilliseconds(Math.Clamp(milliseconds.ToDouble(CultureInfo.InvariantCulture), 0, LongestPatience.TotalMilliseconds))
        : UsualPatience;

    /// <summary>The condition of an attach that got none.</summary>
    public Symbol Refusal => Name is null ? Timeout : CannotBeLocked;

    /// <returns>Null when the attach asks for no session.</returns>
    public static SessionRequest? Of(Attach attach) =>
        (attach.Source as Source)?.FilterSet is { } filters && filters.ContainsKey(Filter) ? new SessionRequest(attach, filters) : null;

    /// <summary>Says in the attach, which goes back to the client, which session it got and until when: in ticks of .NET.</summary>
    public void Grant(HeldSession session)
    {
        filters[Filter] = session.Name;
        attach.Properties ??= new Fields();
        attach.Properties[LockedUntil] = session.LockedUntil.UtcTicks;
    }
}
