namespace AttentionFunctions.Decide;

/// <summary>What came from outside cannot be decided on; the message is for the caller and says what to change.</summary>
public sealed class InvalidDecisionException(string message) : Exception(message);
