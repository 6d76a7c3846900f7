using System.ComponentModel.DataAnnotations;

namespace AttentionFunctions.Train;

/// <summary>Checks the ranges that an options record declares by attributes.</summary>
internal static class OptionRanges
{
    /// <exception cref="ValidationException">Names the property and its range.</exception>
    public static void Check(object options) => Validator.ValidateObject(options, new ValidationContext(options), validateAllProperties: true);
}
