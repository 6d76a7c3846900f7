using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Schema;
using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;

namespace AttentionFunctions.Assist;

/// <summary>
/// A handler of this system as a model may call it. The schema that the model is given and the check of what it sends come from the
/// attributes of one record.
/// </summary>
/// <param name="Run">Takes the arguments as they came; what is wrong with them is a <see cref="Rejected"/>.</param>
internal sealed record Tool(string Name, string Purpose, BinaryData Schema, Func<Turn, string, CancellationToken, Task<ToolResult>> Run)
{
    /// <summary>Characters of arguments that are read: a plan of twenty tasks needs about two thousand.</summary>
    public const int MaxArguments = 8000;

    private static readonly JsonSerializerOptions Strict = new(JsonSerializerDefaults.Web)
    {
        UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
        RespectNullableAnnotations = true,
        NumberHandling = JsonNumberHandling.Strict,
        MaxDepth = 8,
        TypeInfoResolver = new DefaultJsonTypeInfoResolver(),
        Converters = { new JsonStringEnumConverter(JsonNamingPolicy.CamelCase, allowIntegerValues: false) },
    };

    public static Tool Of<T>(string name, string purpose, Func<Turn, T, CancellationToken, Task<ToolResult>> run)
        where T : class => new(name, purpose, SchemaOf<T>(), async (turn, json, cancel) =>
        {
            if (json.Length > MaxArguments) return new Rejected($"The arguments may have {MaxArguments} characters.");
            try
            {
                T? arguments = JsonSerializer.Deserialize<T>(string.IsNullOrWhiteSpace(json) ? "{}" : json, Strict);
                if (arguments is null) return new Rejected("The arguments must be a JSON object.");
                return Check(arguments) is { } wrong ? new Rejected(wrong) : await run(turn, arguments, cancel);
            }
            catch (JsonException e)
            {
                return new Rejected($"The arguments are not valid: {e.Message}");
            }
        });

    /// <summary>Null when nothing is wrong.</summary>
    public static string? Check(object arguments)
    {
        var wrong = new List<ValidationResult>();
        if (Validator.TryValidateObject(arguments, new ValidationContext(arguments), wrong, validateAllProperties: true))
        {
            foreach (object? part in arguments.GetType().GetProperties().Select(property => property.GetValue(arguments)))
                if (part is System.Collections.IEnumerable parts and not string)
                    foreach (object each in parts)
                        if (each.GetType().IsClass && each is not string && Check(each) is { } inner) return inner;
            return null;
        }

        return string.Join(" ", wrong.Select(each => each.ErrorMessage));
    }

    private static BinaryData SchemaOf<T>() => BinaryData.FromString(Strict.GetJsonSchemaAsNode(typeof(T), new JsonSchemaExporterOptions
    {
        TreatNullObliviousAsNonNullable = true,
        TransformSchemaNode = Describe,
    }).ToJsonString());

    private static JsonNode Describe(JsonSchemaExporterContext context, JsonNode schema)
    {
        if (context.PropertyInfo?.AttributeProvider is not { } property || schema is not JsonObject node) return schema;
        foreach (object attribute in property.GetCustomAttributes(inherit: true))
        {
            switch (attribute)
            {
                case DescriptionAttribute { Description: var description }:
                    node["description"] = description;
                    break;
                case RangeAttribute range:
                    node["minimum"] = JsonValue.Create(Convert.ToDouble(range.Minimum, System.Globalization.CultureInfo.InvariantCulture));
                    node["maximum"] = JsonValue.Create(Convert.ToDouble(range.Maximum, System.Globalization.CultureInfo.InvariantCulture));
                    break;
                case StringLengthAttribute length:
                    node["minLength"] = length.MinimumLength;
                    node["maxLength"] = length.MaximumLength;
                    break;
                case MaxLengthAttribute { Length: var most }:
                    node["maxItems"] = most;
                    break;
            }
        }

        return node;
    }
}
