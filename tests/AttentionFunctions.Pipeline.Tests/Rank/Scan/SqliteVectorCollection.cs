#pragma warning disable MEVD9001 // What the abstractions offer to providers may still change; this is one.
using System.Linq.Expressions;
using System.Numerics.Tensors;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using Microsoft.Data.Sqlite;
using Microsoft.Extensions.VectorData;
using Microsoft.Extensions.VectorData.ProviderServices;

namespace AttentionFunctions.Rank;

/// <summary>
/// A vector store that runs anywhere: a table of a SQLite file, searched exhaustively by inner product. It builds on what the abstractions give
/// to providers, so record types, definitions and filters meet the same checks and translations as with the connectors of real stores.
/// </summary>
internal sealed class SqliteVectorCollection<TRecord> : VectorStoreCollection<string, TRecord>
    where TRecord : class
{
    private readonly SqliteConnection _connection;
    private readonly CollectionModel _model;
    private readonly string _columns;

    public SqliteVectorCollection(string file, string name, VectorStoreCollectionDefinition definition)
    {
        Name = name;
        _model = new ModelBuilder().Build(typeof(TRecord), typeof(string), definition, null);
        _columns = string.Join(", ", _model.Properties.Select(Quoted));
        _connection = new SqliteConnection($"Data Source={file};Pooling=False");
        _connection.Open();
        _connection.CreateFunction("dot", (byte[] a, byte[] b) => a.Length == b.Length ? (double)TensorPrimitives.Dot(Floats(a), Floats(b)) : 0, isDeterministic: true);
    }

    public override string Name { get; }

    private string Table => $"\"{Name}\"";

    public override Task<bool> CollectionExistsAsync(CancellationToken cancellationToken = default)
    {
        using SqliteCommand command = Command("SELECT count(*) FROM sqlite_master WHERE name = $name", ("$name", Name));
        return Task.FromResult((long)command.ExecuteScalar()! > 0);
    }

    public override Task EnsureCollectionExistsAsync(CancellationToken cancellationToken = default)
    {
        IEnumerable<string> columns = _model.Properties.Select(property =>
            $"{Quoted(property)} {(property is VectorPropertyModel ? "BLOB" : "TEXT")}{(property is KeyPropertyModel ? " PRIMARY KEY" : "")}");
        return Run($"CREATE TABLE IF NOT EXISTS {Table} ({string.Join(", ", columns)})");
    }

    public override Task EnsureCollectionDeletedAsync(CancellationToken cancellationToken = default) => Run($"DROP TABLE IF EXISTS {Table}");

    public override async Task<TRecord?> GetAsync(string key, RecordRetrievalOptions? options = null, CancellationToken cancellationToken = default)
    {
        string where = $"WHERE {Quoted(_model.KeyProperty)} = $key";
        await foreach (TRecord record in Read(where, [("$key", key)], options?.IncludeVectors ?? false, cancellationToken)) return record;
        return null;
    }

    public override IAsyncEnumerable<TRecord> GetAsync(
        Expression<Func<TRecord, bool>> filter, int top, FilteredRecordRetrievalOptions<TRecord>? options = null, CancellationToken cancellationToken = default)
    {
        (string where, (string, object)[] parameters) = new Filter(_model).Translate(filter);
        return Read($"WHERE {where} LIMIT {top} OFFSET {options?.Skip ?? 0}", parameters, options?.IncludeVectors ?? false, cancellationToken);
    }

    public override Task DeleteAsync(string key, CancellationToken cancellationToken = default) =>
        Run($"DELETE FROM {Table} WHERE {Quoted(_model.KeyProperty)} = $key", ("$key", key));

    public override Task UpsertAsync(TRecord record, CancellationToken cancellationToken = default) => UpsertAsync([record], cancellationToken);

    public override async Task UpsertAsync(IEnumerable<TRecord> records, CancellationToken cancellationToken = default)
    {
        string values = string.Join(", ", _model.Properties.Select((_, i) => $"$v{i}"));
        await using var transaction = (SqliteTransaction)await _connection.BeginTransactionAsync(cancellationToken);
        foreach (TRecord record in records)
        {
            using SqliteCommand command = Command(
                $"INSERT OR REPLACE INTO {Table} ({_columns}) VALUES ({values})",
                [.. _model.Properties.Select((property, i) => ($"$v{i}", Stored(property, record)))]);
            command.Transaction = transaction;
            await command.ExecuteNonQueryAsync(cancellationToken);
        }

        await transaction.CommitAsync(cancellationToken);
    }

    public override async IAsyncEnumerable<VectorSearchResult<TRecord>> SearchAsync<TInput>(
        TInput searchValue, int top, VectorSearchOptions<TRecord>? options = null, [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        if (searchValue is not ReadOnlyMemory<float> vector) throw new NotSupportedException("Only vectors can be searched for.");
        options ??= new();
        (string where, (string, object)[] parameters) = options.Filter is { } filter ? new Filter(_model).Translate(filter) : ("1", []);
        string column = Quoted(_model.GetVectorPropertyOrSingle(options));
        string order = $"WHERE {where} ORDER BY dot({column}, $query) DESC, {Quoted(_model.KeyProperty)} LIMIT {top} OFFSET {options.Skip}";
        using SqliteCommand command = Command($"SELECT {_columns}, dot({column}, $query) FROM {Table} {order}", [.. parameters, ("$query", Bytes(vector))]);
        using SqliteDataReader reader = await command.ExecuteReaderAsync(cancellationToken);
        while (await reader.ReadAsync(cancellationToken))
            yield return new(Record(reader, options.IncludeVectors), reader.GetDouble(_model.Properties.Count));
    }

    public override object? GetService(Type serviceType, object? serviceKey = null) => serviceType.IsInstanceOfType(this) ? this : null;

    protected override void Dispose(bool disposing)
    {
        if (disposing) _connection.Dispose();
        base.Dispose(disposing);
    }

    private async IAsyncEnumerable<TRecord> Read(string rest, (string, object)[] parameters, bool vectors, [EnumeratorCancellation] CancellationToken cancel)
    {
        using SqliteCommand command = Command($"SELECT {_columns} FROM {Table} {rest}", parameters);
        using SqliteDataReader reader = await command.ExecuteReaderAsync(cancel);
        while (await reader.ReadAsync(cancel)) yield return Record(reader, vectors);
    }

    private TRecord Record(SqliteDataReader reader, bool vectors)
    {
        TRecord record = _model.CreateRecord<TRecord>();
        for (int i = 0; i < _model.Properties.Count; i++)
        {
            PropertyModel property = _model.Properties[i];
            if (property is not VectorPropertyModel) property.SetValueAsObject(record, reader.GetString(i));
            else if (vectors) property.SetValue(record, (ReadOnlyMemory<float>)Floats((byte[])reader.GetValue(i)).ToArray());
        }

        return record;
    }

    private async Task Run(string sql, params (string, object)[] parameters)
    {
        using SqliteCommand command = Command(sql, parameters);
        await command.ExecuteNonQueryAsync();
    }

    private SqliteCommand Command(string sql, params (string Name, object Value)[] parameters)
    {
        SqliteCommand command = _connection.CreateCommand();
        command.CommandText = sql;
        foreach ((string name, object value) in parameters) command.Parameters.AddWithValue(name, value);
        return command;
    }

    private static object Stored(PropertyModel property, TRecord record) =>
        property is VectorPropertyModel ? Bytes(property.GetValue<ReadOnlyMemory<float>>(record)) : property.GetValueAsObject(record)!;

    private static string Quoted(PropertyModel property) => $"\"{property.StorageName}\"";

    private static byte[] Bytes(ReadOnlyMemory<float> vector) => MemoryMarshal.AsBytes(vector.Span).ToArray();

    private static ReadOnlySpan<float> Floats(byte[] bytes) => MemoryMarshal.Cast<byte, float>(bytes);

    private sealed class ModelBuilder() : CollectionModelBuilder(new() { SupportsMultipleVectors = false, RequiresAtLeastOneVector = true })
    {
        protected override bool IsDataPropertyTypeValid(Type type, [System.Diagnostics.CodeAnalysis.NotNullWhen(false)] out string? supportedTypes)
        {
            supportedTypes = "string";
            return type == typeof(string);
        }

        protected override bool IsVectorPropertyTypeValid(Type type, [System.Diagnostics.CodeAnalysis.NotNullWhen(false)] out string? supportedTypes)
        {
            supportedTypes = "ReadOnlyMemory<float>";
            return type == typeof(ReadOnlyMemory<float>);
        }
    }

    private sealed class Filter : Microsoft.Extensions.VectorData.ProviderServices.Filter.FilterTranslatorBase
    {
        private readonly CollectionModel _model;
        private readonly List<(string, object)> _parameters = [];

        public Filter(CollectionModel model) => _model = model;

        public (string Where, (string, object)[] Parameters) Translate(LambdaExpression filter)
        {
            Expression body = PreprocessFilter(filter, _model, new());
            return (Of(body), [.. _parameters]);
        }

        private string Of(Expression expression) => expression switch
        {
            BinaryExpression { NodeType: ExpressionType.Equal } equal => $"({Of(equal.Left)} = {Of(equal.Right)})",
            BinaryExpression { NodeType: ExpressionType.NotEqual } different => $"({Of(different.Left)} <> {Of(different.Right)})",
            BinaryExpression { NodeType: ExpressionType.AndAlso } both => $"({Of(both.Left)} AND {Of(both.Right)})",
            ConstantExpression { Value: { } value } => Parameter(value),
            _ when TryBindProperty(expression, out PropertyModel? property) => Quoted(property),
            _ => throw new NotSupportedException($"The filter has {expression}."),
        };

        private string Parameter(object value)
        {
            _parameters.Add(($"$p{_parameters.Count}", value));
            return _parameters[^1].Item1;
        }
    }
}
