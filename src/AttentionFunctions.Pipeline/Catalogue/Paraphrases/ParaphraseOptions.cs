using System.ComponentModel.DataAnnotations;

namespace AttentionFunctions.Catalogue;

/// <summary>The section <c>Paraphrases</c>: whether item texts are also said in other words, and what that may cost.</summary>
public sealed record ParaphraseOptions
{
    /// <summary>
    /// Paraphrases per text, 0 to 8. 0, the default, asks for none and takes back what vectors have of earlier ones. Of more than three each one
    /// says less that is new.
    /// </summary>
    [Range(0, 8)]
    public int Count { get; init; }

    /// <summary>Another seed asks for other paraphrases, of every text anew.</summary>
    [Range(0, int.MaxValue)]
    public int Seed { get; init; } = 1;

    /// <summary>Tokens of one run, 0 to 100 million; at some 400 a text, the default pays for about 250 texts.</summary>
    [Range(0, 100_000_000)]
    public int TokensPerRun { get; init; } = 100_000;

    /// <summary>Tokens of a UTC day, 0 to 1,000 million: as much as one person's questions may cost.</summary>
    [Range(0, 1_000_000_000)]
    public int TokensPerDay { get; init; } = 200_000;

    /// <summary>Seconds of one run, 1 to 3,600. Functions ends a timer's run after ten minutes by default, and this one shares it.</summary>
    [Range(1, 3600)]
    public int SecondsPerRun { get; init; } = 240;

    /// <exception cref="InvalidOperationException">A value is out of range; says which.</exception>
    internal ParaphraseOptions Checked()
    {
        var wrong = new List<ValidationResult>();
        return Validator.TryValidateObject(this, new ValidationContext(this), wrong, validateAllProperties: true) ? this
            : throw new InvalidOperationException($"The section Paraphrases is not valid: {string.Join(" ", wrong.Select(each => each.ErrorMessage))}");
    }
}
