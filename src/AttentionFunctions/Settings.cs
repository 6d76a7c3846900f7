namespace AttentionFunctions.Azure;

/// <summary>Names of the app settings that triggers refer to; <c>local.settings.sample.json</c> and the Bicep set them.</summary>
internal static class Settings
{
    /// <summary>Connection of the Service Bus trigger: a connection string, or <c>ServiceBus__fullyQualifiedNamespace</c> for an identity.</summary>
    public const string ServiceBus = "ServiceBus";

    public const string Queue = "%Queue%";

    /// <summary>Six-field NCRONTAB, UTC.</summary>
    public const string RetrainSchedule = "%RetrainSchedule%";

    /// <summary>Six-field NCRONTAB, UTC.</summary>
    public const string TidySchedule = "%TidySchedule%";

    /// <summary>Six-field NCRONTAB, UTC.</summary>
    public const string EconomySchedule = "%EconomySchedule%";

    /// <summary>Six-field NCRONTAB, UTC.</summary>
    public const string LearnSchedule = "%LearnSchedule%";

    /// <summary>Six-field NCRONTAB, UTC.</summary>
    public const string SettleSchedule = "%SettleSchedule%";
}
