namespace AttentionFunctions.Embed;

/// <summary>The encoder cannot work as configured; the message says what to change.</summary>
public sealed class EncoderConfigurationException : Exception
{
    public EncoderConfigurationException()
    {
    }

    public EncoderConfigurationException(string message)
        : base(message)
    {
    }

    public EncoderConfigurationException(string message, Exception cause)
        : base(message, cause)
    {
    }
}
