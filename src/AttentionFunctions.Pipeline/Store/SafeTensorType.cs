namespace AttentionFunctions.Store;

/// <summary>The element types that are read and written here; safetensors has more. All little-endian.</summary>
internal sealed record SafeTensorType(string Name, int Size, Type Element)
{
    private static readonly SafeTensorType[] All =
    [
        new("I64", sizeof(long), typeof(long)),
        new("F32", sizeof(float), typeof(float)),
        new("I32", sizeof(int), typeof(int)),
        new("F16", 2, typeof(Half)),
        new("U8", sizeof(byte), typeof(byte)),
    ];

    public static SafeTensorType? Named(string? name) => Array.Find(All, type => type.Name == name);

    public static SafeTensorType Of<T>() => Array.Find(All, type => type.Element == typeof(T))!;
}
