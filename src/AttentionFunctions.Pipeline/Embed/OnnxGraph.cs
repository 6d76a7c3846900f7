using System.Runtime.InteropServices;
using AttentionFunctions.Embed.Onnx;
using Google.Protobuf;
using ElementType = AttentionFunctions.Embed.Onnx.TensorProto.Types.DataType;

namespace AttentionFunctions.Embed;

/// <summary>Writes an ONNX model node by node. The same calls give the same bytes.</summary>
/// <remarks>Values are named by what made them; every method returns the name to hand on. Opset 21, IR 10: ONNX Runtime 1.18 and later.</remarks>
internal sealed class OnnxGraph(string name)
{
    private const int Opset = 21;
    private const int IrVersion = 10;

    private readonly GraphProto _graph = new() { Name = name };
    private int _next;

    /// <param name="dimensions">Numbers (<see cref="long"/> or <see cref="int"/>) or names of sizes that vary.</param>
    public string Input(string name, ElementType type, params object[] dimensions)
    {
        _graph.Input.Add(ValueInfo(name, type, dimensions));
        return name;
    }

    /// <summary>Makes <paramref name="value"/> the graph's output <paramref name="name"/>.</summary>
    public void Output(string name, string value, params object[] dimensions)
    {
        _graph.Node.Add(new NodeProto { OpType = "Identity", Name = $"output_{name}", Input = { value }, Output = { name } });
        _graph.Output.Add(ValueInfo(name, ElementType.Float, dimensions));
    }

    public string Floats(ReadOnlySpan<float> values, params long[] dimensions) =>
        Constant(ElementType.Float, MemoryMarshal.AsBytes(values), dimensions);

    public string Int8(ReadOnlySpan<sbyte> values, params long[] dimensions) =>
        Constant(ElementType.Int8, MemoryMarshal.AsBytes(values), dimensions);

    /// <summary>A vector of whole numbers, for axes, shapes and indices.</summary>
    public string Longs(params long[] values) =>
        Constant(ElementType.Int64, MemoryMarshal.AsBytes<long>(values), values.Length);

    /// <param name="operation">Operator of the default ONNX domain.</param>
    /// <param name="inputs">Values in the operator's order.</param>
    /// <param name="attributes">int, long, float, string or long[] values.</param>
    public string Node(string operation, string[] inputs, params (string Name, object Value)[] attributes)
    {
        var node = new NodeProto { OpType = operation, Name = $"{operation}_{_next++}" };
        node.Input.Add(inputs);
        node.Output.Add(node.Name);
        node.Attribute.Add(attributes.Select(attribute => Attribute(attribute.Name, attribute.Value)));
        _graph.Node.Add(node);
        return node.Name;
    }

    public byte[] ToBytes() => new ModelProto
    {
        IrVersion = IrVersion,
        ProducerName = "AttentionFunctions",
        Graph = _graph,
        OpsetImport = { new OperatorSetIdProto { Version = Opset } },
    }.ToByteArray();

    private string Constant(ElementType type, ReadOnlySpan<byte> content, params long[] dimensions)
    {
        var tensor = new TensorProto
        {
            Name = $"constant_{_next++}",
            DataType = (int)type,
            RawData = ByteString.CopyFrom(content),
            Dims = { dimensions },
        };
        _graph.Initializer.Add(tensor);
        return tensor.Name;
    }

    private static AttributeProto Attribute(string name, object value) => value switch
    {
        int number => new() { Name = name, I = number, Type = AttributeProto.Types.AttributeType.Int },
        long number => new() { Name = name, I = number, Type = AttributeProto.Types.AttributeType.Int },
        float number => new() { Name = name, F = number, Type = AttributeProto.Types.AttributeType.Float },
        string text => new() { Name = name, S = ByteString.CopyFromUtf8(text), Type = AttributeProto.Types.AttributeType.String },
        long[] numbers => new() { Name = name, Ints = { numbers }, Type = AttributeProto.Types.AttributeType.Ints },
        _ => throw new ArgumentException($"An ONNX attribute cannot be a {value.GetType().Name}.", nameof(value)),
    };

    private static ValueInfoProto ValueInfo(string name, ElementType type, object[] dimensions)
    {
        var shape = new TensorShapeProto();
        shape.Dim.Add(dimensions.Select(size => size is string variable
            ? new TensorShapeProto.Types.Dimension { DimParam = variable }
            : new TensorShapeProto.Types.Dimension { DimValue = Convert.ToInt64(size, null) }));
        return new ValueInfoProto
        {
            Name = name,
            Type = new TypeProto { TensorType = new TypeProto.Types.Tensor { ElemType = (int)type, Shape = shape } },
        };
    }
}
