using AttentionFunctions.Http;
using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;

namespace AttentionFunctions.Azure;

/// <summary>Anonymous to the platform: Personalizer's clients send their key in a header of their own, which the endpoint checks.</summary>
public sealed class PersonalizerSettingsApi(PersonalizerSettingsEndpoint settings)
{
    [Function(nameof(Routes.PersonalizerService))]
    public Task<IResult> Service(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = Routes.PersonalizerService)] HttpRequest request, CancellationToken cancel) =>
        settings.ServiceAsync(request, cancel);

    [Function("PersonalizerServicePut")]
    public Task<IResult> Configure(
        [HttpTrigger(AuthorizationLevel.Anonymous, "put", Route = Routes.PersonalizerService)] HttpRequest request, CancellationToken cancel) =>
        settings.ConfigureAsync(request, cancel);

    [Function(nameof(Routes.PersonalizerPolicy))]
    public Task<IResult> Policy(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = Routes.PersonalizerPolicy)] HttpRequest request, CancellationToken cancel) =>
        settings.PolicyAsync(request, cancel);

    [Function("PersonalizerPolicyPut")]
    public Task<IResult> ReplacePolicy(
        [HttpTrigger(AuthorizationLevel.Anonymous, "put", Route = Routes.PersonalizerPolicy)] HttpRequest request, CancellationToken cancel) =>
        settings.ReplacePolicyAsync(request, cancel);

    [Function("PersonalizerPolicyDelete")]
    public Task<IResult> ResetPolicy(
        [HttpTrigger(AuthorizationLevel.Anonymous, "delete", Route = Routes.PersonalizerPolicy)] HttpRequest request, CancellationToken cancel) =>
        settings.ResetPolicyAsync(request, cancel);

    [Function(nameof(Routes.PersonalizerModel))]
    public Task<IResult> Export(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = Routes.PersonalizerModel)] HttpRequest request, CancellationToken cancel) =>
        settings.ExportAsync(request, cancel);

    [Function("PersonalizerModelPut")]
    public Task<IResult> Import(
        [HttpTrigger(AuthorizationLevel.Anonymous, "put", Route = Routes.PersonalizerModel)] HttpRequest request, CancellationToken cancel) =>
        settings.ImportAsync(request, cancel);

    [Function("PersonalizerModelDelete")]
    public Task<IResult> Reset(
        [HttpTrigger(AuthorizationLevel.Anonymous, "delete", Route = Routes.PersonalizerModel)] HttpRequest request, CancellationToken cancel) =>
        settings.ResetAsync(request, cancel);

    [Function(nameof(Routes.PersonalizerModelProperties))]
    public Task<IResult> ModelProperties(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = Routes.PersonalizerModelProperties)] HttpRequest request, CancellationToken cancel) =>
        settings.ModelPropertiesAsync(request, cancel);

    [Function(nameof(Routes.PersonalizerLogProperties))]
    public Task<IResult> LogProperties(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = Routes.PersonalizerLogProperties)] HttpRequest request, CancellationToken cancel) =>
        settings.LogPropertiesAsync(request, cancel);

    [Function("PersonalizerLogsDelete")]
    public Task<IResult> DeleteLogs(
        [HttpTrigger(AuthorizationLevel.Anonymous, "delete", Route = Routes.PersonalizerLogs)] HttpRequest request, CancellationToken cancel) =>
        settings.DeleteLogsAsync(request, cancel);
}
