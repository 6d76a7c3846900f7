using System.ComponentModel.DataAnnotations;
using System.Reflection;

namespace AttentionFunctions.Train;

/// <summary>Checks the ranges that options records declare by attributes.</summary>
internal static class OptionRanges
{
    /// <exception cref="ValidationException">Names the property and its range.</exception>
    public static void Check(object options) => Validator.ValidateObject(options, new ValidationContext(options), validateAllProperties: true);

    /// <summary>The options and all that they are made of.</summary>
    /// <exception cref="ValidationException">Names the property and its range.</exception>
    public static void CheckAll(object options)
    {
        Check(options);
        foreach (PropertyInfo property in options.GetType().GetProperties(BindingFlags.Public | BindingFlags.Instance))
        {
            if (property.PropertyType.IsClass && property.PropertyType.Namespace == typeof(OptionRanges).Namespace) CheckAll(property.GetValue(options)!);
        }
    }
}
