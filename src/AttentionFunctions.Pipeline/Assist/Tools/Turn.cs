namespace AttentionFunctions.Assist;

/// <summary>One message of one person while it is answered. Tools act for this person: none of their arguments can name another.</summary>
/// <param name="userId">The application's id; stays in this process, and in the queue as every event's does.</param>
/// <param name="userKey">The pseudonym.</param>
/// <param name="intent">What the message asks for, recognised without a model: it alone allows changes.</param>
internal sealed class Turn(
    string userId, string userKey, string message, Language language, Conversation conversation, Intent intent, DateTimeOffset now, TimeZoneInfo zone)
{
    public string UserId { get; } = userId;

    public string UserKey { get; } = userKey;

    /// <summary>Clean, see <see cref="UntrustedText"/>.</summary>
    public string Message { get; } = message;

    public Language Language { get; } = language;

    public Conversation Conversation { get; set; } = conversation;

    public Intent Intent { get; } = intent;

    public DateTimeOffset Now { get; } = now;

    public TimeZoneInfo Zone { get; } = zone;

    public SourceLedger Sources { get; } = new();

    public List<AssistantAction> Actions { get; } = [];

    /// <summary>What tools returned, oldest first.</summary>
    public List<ToolResult> Results { get; } = [];

    /// <summary>The change that the message asks for was made: it is made once.</summary>
    public bool Changed { get; set; }

    /// <summary>Of the model, so far.</summary>
    public Usage Usage { get; private set; } = new();

    /// <summary>Told the name of each tool as it starts.</summary>
    public Action<string> Progress { get; set; } = _ => { };

    public void Charge(Usage usage) => Usage += usage;
}
